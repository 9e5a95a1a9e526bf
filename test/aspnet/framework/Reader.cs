// A typed client: reads a document into the class with each serializer that such a client may use.
extern alias Newtonsoft12;
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using System.Xml.Serialization;
using Newtonsoft12::Newtonsoft.Json;

namespace AspNet
{
    public static class Reader
    {
        static readonly Dictionary<string, Type> classes = new Dictionary<string, Type>
        {
            { "plain", typeof(BatchTaskInfo) },
            { "plain array", typeof(BatchTaskInfo[]) },
            { "nullable", typeof(Nullable.BatchTaskInfo) },
            { "nullable array", typeof(Nullable.BatchTaskInfo[]) },
        };

        // Read returns {"Bound": …} or {"Error": the exception}. Headers name the serializer and the class.
        public static HttpResponseMessage Read(HttpRequestMessage request)
        {
            var type = classes[request.Headers.GetValues("X-Class").First()];
            var body = request.Content.ReadAsByteArrayAsync().Result;
            try
            {
                return Answer.Text(new { Bound = Read(request.Headers.GetValues("X-Reader").First(), type, body) });
            }
            catch (Exception e)
            {
                return Answer.Text(new { Error = e.GetType().Name + ": " + e.Message + (e.InnerException == null ? "" : " " + e.InnerException.Message) });
            }
        }

        static object Read(string reader, Type type, byte[] body)
        {
            switch (reader)
            {
                case "Newtonsoft":
                    return JsonConvert.DeserializeObject(Encoding.UTF8.GetString(body), type);
                case "Newtonsoft with types":
                    return JsonConvert.DeserializeObject(Encoding.UTF8.GetString(body), type,
                        new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All });
                case "DataContractSerializer":
                    return new DataContractSerializer(type).ReadObject(new MemoryStream(body));
                case "XmlSerializer":
                    return new XmlSerializer(type).Deserialize(new MemoryStream(body));
            }
            throw new ArgumentException("there is no reader " + reader);
        }
    }
}
