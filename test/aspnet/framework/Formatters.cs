// The formatters of Web API 5.2, of which this release of the framework has an older version.
extern alias Newtonsoft12;
using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Formatting;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft12::Newtonsoft.Json;

namespace AspNet
{
    // NewtonsoftFormatter binds JSON like JsonMediaTypeFormatter: with its encodings and its depth limit, and with errors that
    // are added to the model state while what was bound before them is kept.
    public class NewtonsoftFormatter : MediaTypeFormatter
    {
        readonly JsonSerializerSettings settings;

        public NewtonsoftFormatter(JsonSerializerSettings settings)
        {
            this.settings = settings;
            settings.MaxDepth = 256;
            foreach (var type in new[]
                {"application/json", "text/json", "application/merge-patch+json", "application/json-patch+json"})
                SupportedMediaTypes.Add(new MediaTypeHeaderValue(type));
            SupportedEncodings.Add(new UTF8Encoding(false, true));
            SupportedEncodings.Add(new UnicodeEncoding(false, true, true));
        }

        public override bool CanReadType(Type type) { return true; }

        public override bool CanWriteType(Type type) { return true; }

        public override Task<object> ReadFromStreamAsync(
            Type type, Stream stream, HttpContentHeaders headers, IFormatterLogger logger)
        {
            // As in the framework, an empty body is bound as the type's default value.
            if (headers.ContentLength == 0)
                return Task.FromResult(GetDefaultValueForType(type));
            var reader = new JsonTextReader(new StreamReader(stream, SelectCharacterEncoding(headers)))
                { CloseInput = false, MaxDepth = settings.MaxDepth };
            var serializer = JsonSerializer.Create(settings);
            if (logger != null)
                serializer.Error += (sender, e) =>
                {
                    logger.LogError(e.ErrorContext.Path, e.ErrorContext.Error.Message);
                    e.ErrorContext.Handled = true;
                };
            return Task.FromResult(serializer.Deserialize(reader, type));
        }

        public override Task WriteToStreamAsync(
            Type type, object value, Stream stream, HttpContentHeaders headers, System.Net.TransportContext context)
        {
            var writer = new JsonTextWriter(new StreamWriter(stream, SelectCharacterEncoding(headers))) { CloseOutput = false };
            JsonSerializer.Create(settings).Serialize(writer, value);
            writer.Flush();
            return Task.FromResult(true);
        }
    }
}
