// The ways in which an API may be configured, by name. A request selects one with X-Variant.
extern alias Newtonsoft12;
using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Formatting;
using System.Web.Http;
using System.Web.Http.Dispatcher;
using System.Web.Http.ModelBinding;
using Newtonsoft12::Newtonsoft.Json;
using Newtonsoft12::Newtonsoft.Json.Serialization;

namespace AspNet
{
    public static class Variants
    {
        static readonly Dictionary<string, HttpMessageInvoker> all = new Dictionary<string, HttpMessageInvoker>
        {
            { "default", Server(typeof(CarrierAction.BatchController), new JsonSerializerSettings(), false) },
            { "bare", Server(typeof(BareAction.BatchController), new JsonSerializerSettings(), false) },
            { "loose", Server(typeof(LooseAction.BatchController), new JsonSerializerSettings(), false) },
            { "wrapped", Server(typeof(WrappedAction.BatchController), new JsonSerializerSettings(), false) },
            { "form", Server(typeof(FormAction.BatchController), new JsonSerializerSettings(), false) },
            { "patch", Server(typeof(PatchAction.BatchController), new JsonSerializerSettings(), false) },
            { "types", Server(typeof(CarrierAction.BatchController), Types(), true) },
            { "bare-types", Server(typeof(BareAction.BatchController), Types(), true) },
            { "loose-types", Server(typeof(LooseAction.BatchController), Types(), true) },
            { "references", Server(typeof(CarrierAction.BatchController), References(), true) },
            { "loose-references", Server(typeof(LooseAction.BatchController), References(), true) },
            { "camel", Server(typeof(CarrierAction.BatchController), Camel(), true) },
        };

        static JsonSerializerSettings Types()
        {
            return new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All };
        }

        // Metadata is recognized anywhere in an object.
        static JsonSerializerSettings References()
        {
            return new JsonSerializerSettings
            {
                TypeNameHandling = TypeNameHandling.Auto,
                PreserveReferencesHandling = PreserveReferencesHandling.Objects,
                MetadataPropertyHandling = MetadataPropertyHandling.ReadAhead,
            };
        }

        static JsonSerializerSettings Camel()
        {
            return new JsonSerializerSettings
            {
                ContractResolver = new DefaultContractResolver { NamingStrategy = new CamelCaseNamingStrategy() },
                TypeNameHandling = TypeNameHandling.Auto,
                DateParseHandling = DateParseHandling.None,
                NullValueHandling = NullValueHandling.Ignore,
            };
        }

        public static HttpMessageInvoker Find(string name)
        {
            return all[name];
        }

        static HttpMessageInvoker Server(Type controller, JsonSerializerSettings json, bool xmlSerializer)
        {
            var config = new HttpConfiguration { IncludeErrorDetailPolicy = IncludeErrorDetailPolicy.Always };
            config.Formatters.Clear();
            config.Formatters.Add(new NewtonsoftFormatter(json));
            config.Formatters.Add(new XmlMediaTypeFormatter { UseXmlSerializer = xmlSerializer });
            config.Formatters.Add(new FormUrlEncodedMediaTypeFormatter());
            config.Formatters.Add(new JQueryMvcFormUrlEncodedFormatter());
            config.Routes.MapHttpRoute("agents", "api/v1/Agents/{controller}/{action}/{id}", new { id = RouteParameter.Optional });
            config.Routes.MapHttpRoute("rest", "api/v1/BatchTask/{id}", new { controller = "Batch", action = "UpdateBatchTask" });
            config.Services.Replace(typeof(IHttpControllerTypeResolver), new One(controller));
            return new HttpMessageInvoker(new HttpServer(config));
        }

        // One makes a class the only controller, since all of them have the name in the route.
        class One : IHttpControllerTypeResolver
        {
            readonly Type type;

            public One(Type type) { this.type = type; }

            public ICollection<Type> GetControllerTypes(IAssembliesResolver resolver) { return new[] { type }; }
        }
    }
}
