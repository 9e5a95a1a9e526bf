// The program's responses: what was bound, with equal values written equally, or a record as the framework writes it.
extern alias Newtonsoft12;
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Web.Http.ModelBinding;
using Newtonsoft12::Newtonsoft.Json;
using Newtonsoft12::Newtonsoft.Json.Linq;
using XmlNode = System.Xml.XmlNode;

namespace AspNet
{
    // ValueConverter writes whatever a formatter reads into an object as text, since not all of it can be JSON.
    class ValueConverter : JsonConverter
    {
        public override bool CanConvert(Type type)
        {
            return typeof(JToken).IsAssignableFrom(type) || typeof(XmlNode).IsAssignableFrom(type);
        }

        public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer)
        {
            var node = value as XmlNode;
            writer.WriteValue(value.GetType().Name + " " + (node == null ? ((JToken)value).ToString(Formatting.None) : node.Name + " " + node.InnerText));
        }

        public override object ReadJson(JsonReader reader, Type type, object value, JsonSerializer serializer)
        {
            throw new NotSupportedException();
        }
    }

    public static class Answer
    {
        // Bound returns {"Bound": the record, "Errors": those in the model state} as text/plain, which no proxy rewrites. For a
        // request with X-Answer: record, or records, it returns a sample instead, written by the formatter for Accept.
        public static HttpResponseMessage Bound(HttpRequestMessage request, object value, ModelStateDictionary state)
        {
            IEnumerable<string> wanted;
            if (request.Headers.TryGetValues("X-Answer", out wanted))
                return wanted.First() == "record"
                    ? request.CreateResponse(HttpStatusCode.OK, Sample())
                    : request.CreateResponse(HttpStatusCode.OK, new[] { Sample(), Sample() });
            var errors = state.SelectMany(pair => pair.Value.Errors.Select(
                error => pair.Key + ": " + (error.Exception == null ? error.ErrorMessage : error.Exception.Message)));
            return Text(new { Bound = value, Errors = errors });
        }

        public static HttpResponseMessage Text(object value)
        {
            string text;
            try
            {
                text = JsonConvert.SerializeObject(value, new JsonSerializerSettings
                {
                    StringEscapeHandling = StringEscapeHandling.EscapeNonAscii,
                    Converters = { new ValueConverter() },
                });
            }
            catch (Exception e)
            {
                text = JsonConvert.SerializeObject(new { Bound = "unprintable: " + e.Message });
            }
            return new HttpResponseMessage { Content = new StringContent(text, Encoding.UTF8, "text/plain") };
        }

        // Sample has a value in every property. Several of the values are easily lost in a conversion.
        public static BatchTaskInfo Sample()
        {
            var right = new TableRight { Mask = "FULL", Reason = "" };
            return new BatchTaskInfo
            {
                Id = 975,
                Name = "Æ <nightly> & \"sync\" \u2028 \ud83d\ude00",
                AssociateId = 7,
                DetailsTable = -1,
                DetailsRecord = int.MaxValue,
                IsSystemTask = true,
                ParameterObject = new Dictionary<string, string> { { "x", "1" }, { "y.z/~", "2" }, { "", "" } },
                LastStarted = new DateTime(2018, 12, 24, 12, 34, 45, DateTimeKind.Unspecified).AddTicks(1445497),
                Created = new DateTime(2018, 7, 1, 0, 0, 0, DateTimeKind.Utc),
                StartCount = 3,
                Context = "",
                State = "Started",
                Description = "line\nline\ttab",
                Request = " kept as it is ",
                ProgressPercent = 50,
                CancellationBehaviour = CancellationBehaviour.CannotCancel,
                TableRight = right,
                FieldProperties = new Dictionary<string, FieldProperty>
                {
                    { "Name", new FieldProperty { FieldRight = right, FieldType = "System.String", FieldLength = 254 } },
                    { "Id", new FieldProperty { FieldLength = 4 } },
                },
            };
        }
    }
}
