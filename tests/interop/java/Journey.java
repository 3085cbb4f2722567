import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import sealbook.client.Api;
import sealbook.client.Problem;
import sealbook.client.Sealbook;

/** What a bank's program does first, against a real server; says a line of each step. */
public final class Journey {
  public static void main(String[] arguments) throws Exception {
    Sealbook sealbook = new Sealbook(arguments[0], System.getenv("SEALBOOK_KEY"));

    byte[] content = "贷款合同\n".getBytes(StandardCharsets.UTF_8);
    String sha256 = Sealbook.sha256Hex(content);
    String key = UUID.randomUUID().toString();
    Api.PostEvidenceBody digest = Api.PostEvidenceBody.none(sha256, "贷款合同 \"A\".pdf").withSize((long) content.length);
    Api.Evidence recorded = sealbook.once(key).postEvidence(digest);
    Api.Evidence again = sealbook.once(key).postEvidence(digest);
    say("recorded", recorded.name(), recorded.sha256().equals(sha256), again.id().equals(recorded.id()));
    try {
      sealbook.once(key).postEvidence(digest.withName("another.pdf"));
      say("reused", "done twice");
    } catch (Problem problem) {
      say("reused", problem.status(), problem.code());
    }

    Path file = Files.createTempFile("contract", ".txt");
    Files.write(file, content);
    Api.Evidence uploaded = sealbook.upload(file, "text/plain");
    say("uploaded", uploaded.type(), uploaded.sha256().equals(sha256), uploaded.mediaType());
    Files.delete(file);

    Api.Evidence anchored = sealbook.await(uploaded.id(), Duration.ofSeconds(60));
    say("anchored", anchored.state(), anchored.entry().index() >= 0);
    byte[] pdf = sealbook.getEvidenceByIdReceipt(uploaded.id(), Api.GetEvidenceByIdReceiptQuery.none().withFormat("pdf")).body();
    say("receipt", new String(pdf, 0, 5, StandardCharsets.US_ASCII));

    List<Sealbook.BulkAnswer> answers = new ArrayList<>();
    sealbook.bulk(IntStream.range(0, 10_050).mapToObj(Journey::line).iterator(), "day-1", answers::add);
    long refused = answers.stream().filter(answer -> answer.problem() != null).count();
    say("bulk", answers.size(), refused, answers.get(7).problem().get("code"), answers.get(10_049).line());
    List<Sealbook.BulkAnswer> repeated = new ArrayList<>();
    sealbook.bulk(IntStream.range(0, 10_050).mapToObj(Journey::line).iterator(), "day-1", repeated::add);
    say("again", repeated.get(10_049).id().equals(answers.get(10_049).id()));

    try {
      sealbook.postEvidence(Api.PostEvidenceBody.none("no digest", "a.pdf"));
    } catch (Problem problem) {
      say("problem", problem.status(), problem.code(), problem.field());
    }
    say("list", sealbook.getEvidence(Api.GetEvidenceQuery.none().withLimit(2L)).evidence().size());
  }

  /** Each a digest of its own, but the eighth. */
  private static Api.PostEvidenceBody line(int number) {
    String text = number == 7 ? "wrong" : Sealbook.sha256Hex(("line " + number).getBytes(StandardCharsets.UTF_8));
    return Api.PostEvidenceBody.none(text, number + ".pdf");
  }

  private static void say(Object... facts) {
    List<String> words = new ArrayList<>();
    for (Object fact : facts) words.add(String.valueOf(fact));
    System.out.println(String.join(" | ", words));
  }
}
