package sealbook.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A body to send: opened anew for each attempt. */
public record Content(String mediaType, long length, Supplier<InputStream> open) {
  public static Content of(String mediaType, byte[] bytes) {
    return new Content(mediaType, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  public static Content of(String mediaType, String text) {
    return of(mediaType, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Content of(String mediaType, Path file) throws IOException {
    return new Content(mediaType, Files.size(file), () -> {
      try {
        return Files.newInputStream(file);
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
    });
  }

  static Content json(Object value) {
    return of("application/json", Json.write(value));
  }
}
