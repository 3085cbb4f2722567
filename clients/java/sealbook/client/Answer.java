package sealbook.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** An answer that is no refusal, as it came. 202: what was asked for is not there yet. */
public record Answer(int status, HttpHeaders headers, byte[] body) {
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** @throws IllegalArgumentException for what is no JSON */
  public Object json() {
    return Json.parse(text());
  }
}
