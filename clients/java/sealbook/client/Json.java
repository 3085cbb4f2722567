package sealbook.client;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * JSON (RFC 8259) as plain values: objects are maps in their order, arrays lists, numbers {@link BigDecimal}, and null is null. As much as
 * the client needs, and nothing that would have to be installed.
 */
public final class Json {
  private static final int DEPTH_MAX = 200;
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** @throws IllegalArgumentException for what is no JSON */
  public static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.space();
    if (json.at < text.length()) throw json.wrong();
    return value;
  }

  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  static Map<String, Object> object(Object value) {
    if (!(value instanceof Map<?, ?> map)) throw new IllegalArgumentException("no object: " + value);
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, member) -> copy.put((String) name, member));
    return copy;
  }

  static String text(Object value) {
    return value == null ? null : value.toString();
  }

  static Long integer(Object value) {
    return value == null ? null : ((BigDecimal) value).longValueExact();
  }

  static BigDecimal number(Object value) {
    return (BigDecimal) value;
  }

  static Boolean flag(Object value) {
    return (Boolean) value;
  }

  static <T> List<T> list(Object value, Function<Object, T> each) {
    if (value == null) return null;
    List<T> made = new ArrayList<>();
    for (Object member : (List<?>) value) made.add(each.apply(member));
    return made;
  }

  static <T> Map<String, T> map(Object value, Function<Object, T> each) {
    if (value == null) return null;
    Map<String, T> made = new LinkedHashMap<>();
    object(value).forEach((name, member) -> made.put(name, each.apply(member)));
    return made;
  }

  /** A record of the API says what it is as JSON. */
  interface Value {
    Map<String, Object> json();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Value known) write(known.json(), out);
    else if (value instanceof Map<?, ?> map) {
      String before = "{";
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.append(before);
        quote(member.getKey().toString(), out);
        out.append(':');
        write(member.getValue(), out);
        before = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Iterable<?> list) {
      out.append('[');
      String before = "";
      for (Object member : list) {
        out.append(before);
        write(member, out);
        before = ",";
      }
      out.append(']');
    } else if (value == null || value instanceof Boolean) out.append(value);
    else if (value instanceof BigDecimal number) out.append(number.toPlainString());
    else if (value instanceof Number) out.append(value);
    else quote(value.toString(), out);
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    out.append('"');
  }

  private Object value(int depth) {
    if (depth > DEPTH_MAX) throw wrong();
    space();
    switch (peek()) {
      case '{':
        return members(depth);
      case '[':
        return items(depth);
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return decimal();
    }
  }

  private Map<String, Object> members(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    space();
    if (taken('}')) return map;
    do {
      space();
      if (peek() != '"') throw wrong();
      String name = string();
      space();
      if (!taken(':')) throw wrong();
      map.put(name, value(depth + 1));
      space();
    } while (taken(','));
    if (!taken('}')) throw wrong();
    return map;
  }

  private List<Object> items(int depth) {
    List<Object> list = new ArrayList<>();
    at++;
    space();
    if (taken(']')) return list;
    do {
      list.add(value(depth + 1));
      space();
    } while (taken(','));
    if (!taken(']')) throw wrong();
    return list;
  }

  private String string() {
    StringBuilder made = new StringBuilder();
    at++;
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < 0x20) throw wrong();
      if (c != '\\') {
        made.append(c);
        continue;
      }
      char escaped = peek();
      at++;
      int known = "\"\\/bfnrt".indexOf(escaped);
      if (known >= 0) made.append("\"\\/\b\f\n\r\t".charAt(known));
      else if (escaped == 'u' && at + 4 <= text.length()) {
        made.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
        at += 4;
      } else throw wrong();
    }
    at++;
    return made.toString();
  }

  private BigDecimal decimal() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
    try {
      return new BigDecimal(text.substring(from, at));
    } catch (NumberFormatException error) {
      throw wrong();
    }
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) throw wrong();
    at += word.length();
    return value;
  }

  private boolean taken(char c) {
    if (peek() != c) return false;
    at++;
    return true;
  }

  private char peek() {
    if (at >= text.length()) throw wrong();
    return text.charAt(at);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("no JSON at character " + at);
  }
}
