// The operation, once for each kind of argument that an API could use. Each action returns what was bound to it.
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Formatting;
using System.Web.Http;
using System.Web.Http.ModelBinding;

namespace AspNet
{
    public abstract class Controller : ApiController
    {
        protected HttpResponseMessage Bound(object value)
        {
            return Answer.Bound(Request, value, ModelState);
        }
    }

    namespace CarrierAction
    {
        public class BatchController : Controller
        {
            [AcceptVerbs("POST", "PUT", "PATCH")]
            public HttpResponseMessage UpdateBatchTask([FromBody] Carrier request)
            {
                return Bound(request?.BatchTaskInfo);
            }
        }
    }

    // REST style: PUT /api/v1/BatchTask/{Id} takes the bare record.
    namespace BareAction
    {
        public class BatchController : Controller
        {
            [AcceptVerbs("POST", "PUT", "PATCH")]
            public HttpResponseMessage UpdateBatchTask([FromBody] BatchTaskInfo info)
            {
                return Bound(info);
            }
        }
    }

    namespace LooseAction
    {
        public class BatchController : Controller
        {
            [AcceptVerbs("POST", "PUT", "PATCH")]
            public HttpResponseMessage UpdateBatchTask([FromBody] Loose.Carrier request)
            {
                return Bound(request?.BatchTaskInfo);
            }
        }
    }

    // A body whose members are the action's parameters: {"request": {"BatchTaskInfo": …}}.
    namespace WrappedAction
    {
        public class Parameters
        {
            public Carrier Request { get; set; }
        }

        public class BatchController : Controller
        {
            [AcceptVerbs("POST", "PUT", "PATCH")]
            public HttpResponseMessage UpdateBatchTask([FromBody] Parameters parameters)
            {
                return Bound(parameters?.Request?.BatchTaskInfo);
            }
        }
    }

    // A form that the action reads by itself, with the framework's extension method.
    namespace FormAction
    {
        public class BatchController : Controller
        {
            [AcceptVerbs("POST", "PUT", "PATCH")]
            public HttpResponseMessage UpdateBatchTask([FromBody] FormDataCollection form)
            {
                return Bound(form == null ? null : form.ReadAs<Carrier>()?.BatchTaskInfo ?? form.ReadAs<BatchTaskInfo>());
            }
        }
    }

    namespace PatchAction
    {
        public class BatchController : Controller
        {
            [AcceptVerbs("POST", "PUT", "PATCH")]
            public HttpResponseMessage UpdateBatchTask([FromBody] List<Operation> patch)
            {
                return Bound(Operation.Apply(patch));
            }
        }
    }
}
