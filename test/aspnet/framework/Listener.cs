// The program: a loopback listener that passes each request to the framework in memory. It does not use HttpListener, because
// Mono's hangs after malformed requests.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace AspNet
{
    public static class Listener
    {
        // Main prints the port and serves until its standard input ends, so that it never outlives its parent process.
        static void Main()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            new Thread(() => Accept(listener)) { IsBackground = true }.Start();
            Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
            Console.In.ReadToEnd();
        }

        static void Accept(TcpListener listener)
        {
            for (;;)
            {
                var client = listener.AcceptTcpClient();
                client.NoDelay = true;
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }

        static void Serve(TcpClient client)
        {
            using (client)
            using (var stream = new BufferedStream(client.GetStream()))
            {
                try
                {
                    for (RawRequest request; (request = RawRequest.Read(stream)) != null;)
                        Write(stream, Handle(request));
                }
                catch (IOException)
                {
                    // The client has closed the connection.
                }
            }
        }

        static HttpResponseMessage Handle(RawRequest raw)
        {
            try
            {
                var request = raw.Message();
                if (raw.Header("X-Reader") != null)
                    return Reader.Read(request);
                return Variants.Find(raw.Header("X-Variant") ?? "default").SendAsync(request, CancellationToken.None).Result;
            }
            catch (Exception e)
            {
                // A host's response if the framework throws.
                return new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent(e.ToString()) };
            }
        }

        static void Write(Stream stream, HttpResponseMessage response)
        {
            var body = response.Content == null ? new byte[0] : response.Content.ReadAsByteArrayAsync().Result;
            var head = new StringBuilder("HTTP/1.1 " + (int)response.StatusCode + " Answer\r\nContent-Length: " + body.Length + "\r\n");
            if (response.Content != null && response.Content.Headers.ContentType != null)
                head.Append("Content-Type: " + response.Content.Headers.ContentType + "\r\n");
            var bytes = Encoding.ASCII.GetBytes(head + "\r\n");
            stream.Write(bytes, 0, bytes.Length);
            stream.Write(body, 0, body.Length);
            stream.Flush();
        }
    }
}
