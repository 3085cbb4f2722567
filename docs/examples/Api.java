/** The main flows of the API with the JDK alone (17 or later): `java Api.java`. SEALBOOK_URL and SEALBOOK_KEY say where and as whom, FILE what to record. */
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Api {
  static final HttpClient client = HttpClient.newHttpClient();
  static final String api = System.getenv("SEALBOOK_URL") + "/api/v1";

  /** Asks with the key; what is refused throws with its problem, which has a stable code. */
  static String ask(String method, String path, byte[] body, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(api + path)).header("Authorization", "Bearer " + System.getenv("SEALBOOK_KEY"));
    if (headers.length > 0) request.headers(headers);
    var answer = client.send(request.method(method, BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 400) throw new IllegalStateException(answer.body());
    return answer.body();
  }

  static String post(String path, String json, String idempotencyKey) throws Exception {
    return ask("POST", path, json.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json", "Idempotency-Key", idempotencyKey);
  }

  /** A text of a JSON object; use a JSON library for more than an example. */
  static String text(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) throw new IllegalStateException("no " + name + " in " + json);
    return found.group(1);
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  public static void main(String[] arguments) throws Exception {
    byte[] file = Files.readAllBytes(Path.of(System.getenv("FILE")));
    String digest = hex(sha256(file));

    // [record] Record a digest: the file stays where it is
    String record = post("/evidence", "{\"sha256\":\"" + digest + "\",\"name\":\"contract.pdf\"}", "digest-" + digest);
    String id = text(record, "id");
    System.out.println("recorded " + id);

    // [upload] Upload a file: it is hashed on arrival, and refused if it is not what was stated
    String stated = Base64.getEncoder().encodeToString(sha256(file));
    String uploaded = ask("PUT", "/uploads?name=contract.pdf", file,
        "Content-Type", "application/pdf", "Idempotency-Key", "file-" + digest, "Repr-Digest", "sha-256=:" + stated + ":");
    System.out.println("uploaded " + text(uploaded, "id"));

    // [wait] Wait for the anchor: the answer comes as soon as the record is in the ledger, or after 30 seconds
    while (!text(ask("GET", "/evidence/" + id + "?wait=30", new byte[0]), "state").equals("anchored")) {}
    System.out.println("anchored " + id);

    // [receipt] Get the receipt, which proves the record without us; format=pdf is for people
    String receipt = ask("GET", "/evidence/" + id + "/receipt?format=json", new byte[0]);

    // [verify] Verify a receipt against the file's digest; no key is needed
    String given = "{\"receipt\":" + quoted(receipt) + ",\"sha256\":\"" + digest + "\"}";
    var verify = HttpRequest.newBuilder(URI.create(api + "/verify")).header("Content-Type", "application/json");
    var checked = client.send(verify.POST(BodyPublishers.ofString(given)).build(), BodyHandlers.ofString());
    System.out.println("verified " + text(checked.body(), "verdict"));

    // [bulk] Record many digests in one request: a line in, a line out, in order
    var lines = new StringBuilder();
    for (int n = 1; n <= 3; n++) {
      String each = hex(sha256((digest + n).getBytes(StandardCharsets.UTF_8)));
      lines.append("{\"sha256\":\"" + each + "\",\"name\":\"contract-" + n + ".pdf\"}\n");
    }
    String answers = ask("POST", "/evidence/bulk", lines.toString().getBytes(StandardCharsets.UTF_8),
        "Content-Type", "application/x-ndjson", "Idempotency-Key", "bulk-" + digest);
    int line = 0;
    for (String answer : answers.strip().split("\n")) {
      line++;
      System.out.println(answer.contains("\"problem\"") ? "refused " + line + " " + text(answer, "code") : "line " + line + " " + text(answer, "id"));
    }

    beTold(digest);
  }

  // [webhook] Be told: make a webhook, and believe what its secret signed over the bytes as they came
  static boolean isSigned(String secret, com.sun.net.httpserver.Headers headers, byte[] body) throws Exception {
    String id = headers.getFirst("webhook-id"), timestamp = headers.getFirst("webhook-timestamp");
    if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > 300) return false;
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
    return Arrays.stream(headers.getFirst("webhook-signature").split(" "))
        .anyMatch((given) -> MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected));
  }

  static void beTold(String digest) throws Exception {
    var secret = new AtomicReference<>("");
    var told = new CompletableFuture<String>();
    int port = Integer.parseInt(System.getenv().getOrDefault("RECEIVER_PORT", "8787"));
    var receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    receiver.createContext("/hook", (exchange) -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean isOurs;
      try {
        isOurs = isSigned(secret.get(), exchange.getRequestHeaders(), body);
      } catch (Exception error) {
        isOurs = false;
      }
      exchange.sendResponseHeaders(isOurs ? 204 : 401, -1);
      exchange.close();
      if (isOurs) told.complete(text(new String(body, StandardCharsets.UTF_8), "type"));
    });
    receiver.start();
    String url = "http://127.0.0.1:" + port + "/hook";
    String webhook = post("/webhooks", "{\"url\":\"" + url + "\",\"events\":[\"evidence.anchored\"]}", "hook-" + digest);
    secret.set(text(webhook, "secret"));
    String hook = text(webhook, "id");
    post("/webhooks/" + hook + "/test", "{}", "test-" + hook);
    System.out.println("told " + told.get(60, TimeUnit.SECONDS));
    post("/webhooks/" + hook + "/remove", "{}", "remove-" + hook);
    receiver.stop(0);
  }
}
