// A request as sent on the wire.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Text;

namespace AspNet
{
    public class RawRequest
    {
        static readonly Encoding latin1 = Encoding.GetEncoding("iso-8859-1");

        string method, target;
        readonly List<KeyValuePair<string, string>> headers = new List<KeyValuePair<string, string>>();
        byte[] body = new byte[0];

        // Read returns null at the end of the connection.
        public static RawRequest Read(Stream stream)
        {
            var first = Line(stream);
            if (first == null)
                return null;
            var parts = first.Split(' ');
            var request = new RawRequest { method = parts[0], target = parts[1] };
            for (string line; !string.IsNullOrEmpty(line = Line(stream));)
            {
                var colon = line.IndexOf(':');
                request.headers.Add(new KeyValuePair<string, string>(line.Substring(0, colon), line.Substring(colon + 1).Trim()));
            }
            if (request.Header("Transfer-Encoding") != null)
                request.body = Chunks(stream);
            else if (request.Header("Content-Length") != null)
                request.body = Bytes(stream, int.Parse(request.Header("Content-Length")));
            return request;
        }

        public string Header(string name)
        {
            return headers.Find(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        }

        // Message is the request as a host passes it to the framework.
        public HttpRequestMessage Message()
        {
            var uri = Header("X-Host") == "IIS" ? Hosting.InIIS(target) : Hosting.SelfHosted(target);
            var message = new HttpRequestMessage(new HttpMethod(method), uri) { Content = new ByteArrayContent(body) };
            foreach (var pair in headers)
                if (!message.Headers.TryAddWithoutValidation(pair.Key, pair.Value))
                    message.Content.Headers.TryAddWithoutValidation(pair.Key, pair.Value);
            return message;
        }

        static string Line(Stream stream)
        {
            var line = new List<byte>();
            for (int c; (c = stream.ReadByte()) != '\n';)
            {
                if (c < 0)
                    return null;
                line.Add((byte)c);
            }
            return latin1.GetString(line.ToArray()).TrimEnd('\r');
        }

        static byte[] Bytes(Stream stream, int length)
        {
            var bytes = new byte[length];
            for (int n, have = 0; have < length; have += n)
                if ((n = stream.Read(bytes, have, length - have)) == 0)
                    throw new EndOfStreamException();
            return bytes;
        }

        static byte[] Chunks(Stream stream)
        {
            var body = new MemoryStream();
            for (;;)
            {
                var length = int.Parse(Line(stream).Split(';')[0], NumberStyles.HexNumber);
                body.Write(Bytes(stream, length), 0, length);
                if (length == 0)
                    break;
                Line(stream);
            }
            while (!string.IsNullOrEmpty(Line(stream))) { }
            return body.ToArray();
        }
    }
}
