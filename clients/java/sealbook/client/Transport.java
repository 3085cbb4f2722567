package sealbook.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Requests to a server, tried again where that is safe: each POST and upload has an Idempotency-Key, so that nothing is done twice. */
class Transport {
  private static final int ATTEMPTS_MAX = 5;
  private static final long PAUSE_MS = 500;
  private static final long PAUSE_MS_MAX = 30_000;
  private static final long RETRY_AFTER_SECONDS_MAX = 600;
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final Set<Integer> BUSY = Set.of(429, 503);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(20)).build();

  private final String url;
  private final String key;
  /** Of the next request; null: each has its own. */
  private final String once;

  Transport(String url, String key, String once) {
    this.url = url.replaceAll("/+$", "");
    this.key = key;
    this.once = once;
  }

  final String url() {
    return url;
  }

  final String key() {
    return key;
  }

  /** @param key the Idempotency-Key that this request is to have; null: one of its own */
  final Answer send(String method, String path, Map<String, Object> query, Content body, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path + queryOf(query)));
    if (key != null) request.header("authorization", "Bearer " + key);
    if (method.equals("POST") || method.equals("PUT")) {
      request.header("idempotency-key", once == null ? UUID.randomUUID().toString() : once);
    }
    headers.forEach(request::header);
    if (body != null) request.header("content-type", body.mediaType());
    long seconds = query.get("wait") instanceof Number wait ? wait.longValue() : 0;
    long slowest = body == null ? 0 : body.length() / 64_000;
    request.timeout(TIMEOUT.plusSeconds(seconds + slowest));
    // PATCH and DELETE have no key: what came of them is not known after a lost connection.
    boolean again = !method.equals("PATCH") && !method.equals("DELETE");
    return checked(patiently(request, method, body, again));
  }

  private HttpResponse<byte[]> patiently(HttpRequest.Builder request, String method, Content body, boolean again) {
    for (int attempt = 1; ; attempt++) {
      long pause = Math.min(PAUSE_MS_MAX, PAUSE_MS << (attempt - 1));
      try {
        BodyPublisher publisher = publisherOf(body);
        HttpResponse<byte[]> answer = CLIENT.send(request.method(method, publisher).build(), BodyHandlers.ofByteArray());
        long seconds = answer.headers().firstValueAsLong("retry-after").orElse(1);
        if (!BUSY.contains(answer.statusCode()) || attempt == ATTEMPTS_MAX || seconds > RETRY_AFTER_SECONDS_MAX) return answer;
        pause = seconds * 1_000;
      } catch (IOException error) {
        if (!again || attempt == ATTEMPTS_MAX) throw new UncheckedIOException(error);
      } catch (InterruptedException error) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(error);
      }
      sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1) + (pause >= 1_000 ? pause / 2 : 0));
    }
  }

  private static BodyPublisher publisherOf(Content body) {
    if (body == null) return BodyPublishers.noBody();
    BodyPublisher stream = BodyPublishers.ofInputStream(body.open());
    return body.length() == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(stream, body.length());
  }

  private static Answer checked(HttpResponse<byte[]> answer) {
    Answer found = new Answer(answer.statusCode(), answer.headers(), answer.body());
    if (found.status() < 300 || found.status() == 304) return found;
    try {
      Map<String, Object> document = Json.object(found.json());
      if (document.containsKey("code")) throw new Problem(found.status(), document);
    } catch (IllegalArgumentException error) {
      // No problem document: somebody in between.
    }
    throw new IllegalStateException("answered " + found.status() + ", and nothing of this API");
  }

  private static String queryOf(Map<String, Object> query) {
    StringBuilder made = new StringBuilder();
    query.forEach((name, value) -> {
      if (value != null) made.append(made.isEmpty() ? '?' : '&').append(encoded(name)).append('=').append(encoded(value.toString()));
    });
    return made.toString();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(error);
    }
  }
}
