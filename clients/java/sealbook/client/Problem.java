package sealbook.client;

import java.util.Map;

/** A refusal, with its problem document (RFC 9457). Branch on {@link #code()}: its words may change. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final transient Map<String, Object> document;

  Problem(int status, Map<String, Object> document) {
    super(document.getOrDefault("detail", document.get("title")) + " (" + document.get("code") + ")");
    this.status = status;
    this.document = document;
  }

  public int status() {
    return status;
  }

  public String code() {
    return Json.text(document.get("code"));
  }

  /** What was sent under this name is what is wrong; null where it is not one member. */
  public String field() {
    return Json.text(document.get("field"));
  }

  /** All members of the document. */
  public Map<String, Object> document() {
    return document;
  }
}
