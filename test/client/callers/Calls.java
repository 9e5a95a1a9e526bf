import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/**
 * Calls the URL by Java's HttpClient: java Calls URL HOW BODY [HEADER VALUE]... HOW is one of string, stream (of
 * unknown length), and expect (for 100 Continue). Prints the status, a line break and the body.
 */
class Calls {
    public static void main(String[] args) throws Exception {
        String how = args[1], body = args[2];
        BodyPublisher publisher = switch (how) {
            case "stream" -> BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
            default -> BodyPublishers.ofString(body);
        };
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(args[0])).POST(publisher).expectContinue(how.equals("expect"));
        for (int i = 3; i < args.length; i += 2) {
            request.header(args[i], args[i + 1]);
        }
        var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        System.out.print(response.statusCode() + "\n" + response.body());
    }
}
