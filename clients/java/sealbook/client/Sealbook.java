package sealbook.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The API of a Sealbook server: every operation of its description, and what takes more than one request.
 *
 * <pre>
 * Sealbook sealbook = new Sealbook("https://evidence.example", System.getenv("SEALBOOK_KEY"));
 * var evidence = sealbook.upload(Path.of("contract.pdf"), "application/pdf");
 * evidence = sealbook.await(evidence.id(), Duration.ofSeconds(60));
 * </pre>
 */
public final class Sealbook extends Api {
  private static final int LINES_A_REQUEST = 10_000;
  private static final int ATTEMPTS_MAX = 5;
  private static final long WAIT_SECONDS_A_REQUEST = 20;

  /** @param key null: only what is public is answered */
  public Sealbook(String url, String key) {
    super(url, key, null);
  }

  private Sealbook(String url, String key, String once) {
    super(url, key, once);
  }

  /** The same for one request under an Idempotency-Key of the caller's: sent again with the same body, it is done once. */
  public Sealbook once(String idempotencyKey) {
    return new Sealbook(url(), key(), idempotencyKey);
  }

  /** A file becomes evidence: hashed here, sent as a stream, and refused where another content arrives. */
  public Evidence upload(Path file, String mediaType) throws IOException {
    Map<String, Object> query = new LinkedHashMap<>();
    query.put("name", file.getFileName().toString());
    Map<String, String> digest = Map.of("repr-digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(file)) + ":");
    Answer answer = send("PUT", "/api/v1/uploads", query, Content.of(mediaType, file), digest);
    return Evidence.of(answer.json());
  }

  /** Until the record is anchored, or the time is over: look at its state. */
  public Evidence await(String id, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    for (; ; ) {
      long left = Math.max(0, Duration.ofNanos(until - System.nanoTime()).toSeconds());
      GetEvidenceByIdQuery query = GetEvidenceByIdQuery.none().withWait_(Math.min(WAIT_SECONDS_A_REQUEST, left));
      Evidence evidence = getEvidenceById(id, query);
      if ("anchored".equals(evidence.state()) || System.nanoTime() >= until) return evidence;
      sleep(200);
    }
  }

  /** What became of a line: an id, or a problem. */
  public record BulkAnswer(long line, String id, Map<String, Object> problem) {}

  /** Digests of any number, in requests of ten thousand; each is answered, in order. Under the same key nothing is done twice. */
  public void bulk(Iterator<PostEvidenceBody> lines, String key, Consumer<BulkAnswer> taker) {
    long before = 0;
    while (lines.hasNext()) {
      List<String> batch = new ArrayList<>();
      while (lines.hasNext() && batch.size() < LINES_A_REQUEST) batch.add(Json.write(lines.next()));
      for (Map<String, Object> answer : sendLines(batch, key + "-" + (before + 1))) {
        long line = before + Json.integer(answer.get("line"));
        Object problem = answer.get("problem");
        taker.accept(new BulkAnswer(line, Json.text(answer.get("id")), problem == null ? null : Json.object(problem)));
      }
      before += batch.size();
    }
  }

  public void bulk(Iterator<PostEvidenceBody> lines, Consumer<BulkAnswer> taker) {
    bulk(lines, "bulk-" + UUID.randomUUID(), taker);
  }

  /** Until every line is answered: of an answer that was cut by somebody in between the rest is asked for again. */
  private List<Map<String, Object>> sendLines(List<String> batch, String key) {
    Content body = Content.of("application/x-ndjson", String.join("\n", batch) + "\n");
    for (int attempt = 1; ; attempt++) {
      Answer answer = once(key).send("POST", "/api/v1/evidence/bulk", Map.of(), body, Map.of());
      List<Map<String, Object>> found = linesIn(answer.text());
      Map<String, Object> last = found.isEmpty() ? Map.of() : found.get(found.size() - 1);
      if (last.containsKey("problem") && !last.containsKey("line")) {
        Map<String, Object> problem = Json.object(last.get("problem"));
        throw new Problem(Json.integer(problem.get("status")).intValue(), problem);
      }
      if (found.size() == batch.size()) return found;
      if (attempt == ATTEMPTS_MAX) throw new IllegalStateException(found.size() + " of " + batch.size() + " lines answered");
    }
  }

  private static List<Map<String, Object>> linesIn(String text) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (String line : text.split("\n")) {
      try {
        if (!line.isBlank()) found.add(Json.object(Json.parse(line)));
      } catch (IllegalArgumentException error) {
        // The last one, cut off.
      }
    }
    return found;
  }

  /** In lower-case hex, as the API has digests. */
  public static String sha256Hex(byte[] content) {
    return HexFormat.of().formatHex(digest().digest(content));
  }

  private static byte[] sha256(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) digest.update(buffer, 0, read);
    }
    return digest.digest();
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException error) {
      throw new IllegalStateException(error);
    }
  }
}
