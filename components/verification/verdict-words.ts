/** Which words and which mark an outcome gets. The one place where a verdict becomes a promise: nothing here says more than was checked. */

import type { useTranslations } from "next-intl";
import type { Tone } from "#components/ui/tone.ts";
import type { VerdictLook } from "#components/ui/verdict-mark.tsx";
import { TEST_MARK } from "#lib/core/log/test-ledger.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Step, Verification } from "#lib/core/verify/verification.ts";
import type { Given, Settled } from "./outcome.ts";

export type VerdictWords = {
  look: VerdictLook;
  tone: Tone;
  headline: string;
  /** Paragraphs. */
  body: string[];
  /** Who else has signed, or that nobody has; only where something is signed and holds. */
  witness?: string;
  /** Who attests the time, or that nobody does; as above. */
  time?: string;
};

type Translate = ReturnType<typeof useTranslations<"verify">>;

export function verdictWords(outcome: Settled, given: Given, t: Translate): VerdictWords {
  switch (outcome.kind) {
    case "checked":
      return markedTest(checkedWords(outcome.verification, given, t), outcome.verification, t);
    case "inspected":
      return companionWords(given, t);
    case "absent":
      return outcome.what === "file"
        ? absentFileWords(given, t)
        : {
            look: "absent",
            tone: "neutral",
            headline: t("headline.absentRecord"),
            body: [t("body.absentRecord")],
          };
    case "unreachable":
      return {
        look: "unknown",
        tone: "neutral",
        headline: t("headline.unreachable"),
        body: [t(`body.unreachable.${outcome.why}`)],
      };
    case "unreadable":
      return {
        look: "unknown",
        tone: "neutral",
        headline: t("headline.unreadable"),
        body: [t("body.unreadable", { name: outcome.name })],
      };
    case "broken":
      return { look: "unknown", tone: "neutral", headline: t("headline.broken"), body: [t("body.broken")] };
  }
}

/** What is in a ledger of tests gets no seal and no green, however well it holds. */
function markedTest(words: VerdictWords, { facts, stated, inside }: Verification, t: Translate): VerdictWords {
  if (!(facts ?? stated ?? inside?.facts ?? inside?.stated)?.test) return words;
  const { look, tone, headline, body } = words;
  const isGood = look === "valid" || look === "pending";
  return {
    ...words,
    ...(isGood && { look: "attention", tone: "attention" as const }),
    headline: `${TEST_MARK} · ${headline}`,
    body: [t("body.test"), ...body],
    ...(tone === "danger" && { tone }),
  };
}

/** Of a file that nobody here knows: what threw its proof away, and where that may be found. */
function absentFileWords({ file, certificateId }: Given, t: Translate): VerdictWords {
  const attention = { look: "attention", tone: "attention" } as const;
  if (certificateId)
    return { ...attention, headline: t("headline.certificateFound"), body: [t("body.certificateFound")] };
  const kind = file?.inspection?.kind;
  if (kind === "receipt_pages") return { ...attention, headline: t("headline.pages"), body: [t("body.pages")] };
  if (kind === "certificate_pages")
    return { ...attention, headline: t("headline.certificatePages"), body: [t("body.certificatePages")] };
  const body = [t("body.absentFile"), ...(file?.name && PDF_NAME.test(file.name) ? [t("body.absentPdf")] : [])];
  return { look: "absent", tone: "neutral", headline: t("headline.absentFile"), body };
}
const PDF_NAME = /\.pdf$/i;

/** Of what is neither a receipt nor a file to compare: nothing is called good by it. */
function companionWords({ companions = [] }: Given, t: Translate): VerdictWords {
  const inspections = companions.map(({ inspection }) => inspection);
  if (inspections.some(({ kind }) => kind === "private_key")) {
    return { look: "attention", tone: "danger", headline: t("headline.secret"), body: [t("body.secret")] };
  }
  const isBad = inspections.some(({ checks }) => checks.some(({ status }) => status === "failed"));
  return isBad
    ? { look: "failed", tone: "danger", headline: t("headline.companionFailed"), body: [t("body.companionFailed")] }
    : { look: "unknown", tone: "neutral", headline: t("headline.companion"), body: [t("body.companion")] };
}

function checkedWords(verification: Verification, given: Given, t: Translate): VerdictWords {
  const { verdict, facts, steps, inside } = verification;
  if (inside) return insideWords(inside, t);
  if (verdict === "not_anchored") return unsignedWords(verification, given, t);
  // Without facts nothing was established, whatever the verdict says.
  if (verdict === "failed" || !facts) return failedWords(verification, t);
  if (steps.some(({ reason }) => reason === "bundle_file_alone"))
    return { look: "attention", tone: "attention", headline: t("headline.bundleFile"), body: [t("body.bundleFile")] };
  const fits = steps.some(({ name, status }) => name === "file" && status === "ok");
  const { index = "" } = facts;
  const origin = plain(facts.origin);
  if (verdict === "issuer_unproven") {
    return {
      look: "attention",
      tone: "attention",
      headline: t(fits ? "headline.unprovenMatches" : "headline.unproven"),
      body: [t(fits ? "body.unprovenMatches" : "body.unproven", { origin })],
    };
  }
  return {
    look: "valid",
    tone: "ok",
    ...validWords(verification, { fits, origin, index }, t),
    witness: witnessWords(verification, t),
    time: timeWords(verification, t),
  };
}

/** Of what was recorded as it is, of one file of a bundle, and of a bundle's list. */
function validWords(
  { facts, steps }: Verification,
  { fits, ...entry }: { fits: boolean; origin: string; index: number | string },
  t: Translate,
): Pick<VerdictWords, "headline" | "body"> {
  const file = facts?.claim?.file;
  if (fits && file) {
    const files = facts.claim?.own.find(({ name }) => name === "files")?.value ?? "";
    const body = t("body.bundleMatches", { ...entry, name: plain(file.name), files: Number(files) });
    return { headline: t("headline.bundleMatches"), body: [body] };
  }
  if (steps.some(({ reason }) => reason === "bundle_list"))
    return { headline: t("headline.bundleList"), body: [t("body.bundleList", entry)] };
  return {
    headline: t(fits ? "headline.matches" : "headline.valid"),
    body: [t(fits ? "body.matches" : "body.valid", entry)],
  };
}

/** The pages were saved anew and nothing vouches for them; what they carry holds. Never green, whoever issued it. */
function insideWords({ verdict, facts, steps }: Verification, t: Translate): VerdictWords {
  const fits = steps.some(({ name, status }) => name === "file" && status === "ok");
  const origin = plain(facts?.origin ?? "");
  const isProven = verdict === "valid";
  const found = t(isProven ? "body.inside" : "body.insideUnproven", { origin, index: facts?.index ?? "" });
  const body = [t("body.resaved"), fits ? `${found} ${t("body.fileFits")}` : found];
  return {
    look: "attention",
    tone: "attention",
    headline: t(isProven ? "headline.inside" : "headline.insideUnproven"),
    body,
  };
}

/** Recorded is what this site says of a record when it is asked; what somebody brings without a proof anybody can have typed. */
function unsignedWords({ steps }: Verification, given: Given, t: Translate): VerdictWords {
  if (!isFetched(given)) {
    return { look: "attention", tone: "attention", headline: t("headline.unsigned"), body: [t("body.unsigned")] };
  }
  const fits = steps.some(({ name, status }) => name === "file" && status === "ok");
  const body = fits ? [t("body.fileFits"), t("body.notAnchoredSite")] : [t("body.notAnchoredSite")];
  return { look: "pending", tone: "attention", headline: t("headline.notAnchored"), body };
}

/** The verification that counts, what may be shown of its facts, and whether anybody but the receipt itself vouches for them. */
export function readOf(outcome: Settled, given: Given) {
  const checked = outcome.kind === "checked" ? outcome.verification : undefined;
  const verification = checked?.inside ?? checked;
  // What nobody signed is shown when this site itself has just handed it out.
  const isOurs = isFetched(given);
  const facts = verification?.facts ?? (isOurs ? verification?.stated : undefined);
  return { verification, facts, isVouched: verification?.verdict === "valid" || isOurs };
}

/** Whether this site itself handed the receipt out, just now. */
export function isFetched({ receipt }: Given): boolean {
  return receipt !== undefined && receipt.source !== "dropped";
}

function witnessWords({ witnessed, facts }: Verification, t: Translate): string {
  const names = listed(facts?.witnesses?.map(({ name }) => name));
  if (names === "") return t("witness.none");
  return t(witnessed ? "witness.some" : "witness.few", { names });
}

function timeWords({ steps, facts }: Verification, t: Translate): string {
  const names = listed(facts?.timestamps?.map(({ authority }) => authority));
  if (names !== "") return t("time.some", { names });
  const reason = steps.find(({ name }) => name === "timestamp")?.reason ?? "no_timestamp";
  if (reason === "authority_unproven") return t("time.unproven");
  if (reason === "timestamp_not_read") return t("time.unread");
  return t(reason === "no_timestamp" ? "time.none" : "time.open");
}

/** Each name once. */
function listed(names: readonly string[] = []): string {
  return [...new Set(names.map(plain))].join(", ");
}

/** What a receipt that was issued never has: somebody, or a program, has changed it since, or made it up. */
const ALTERED: ReadonlySet<Step["reason"]> = new Set<Step["reason"]>([
  "attachment_mismatch",
  "batch_mismatch",
  "batch_seal_invalid",
  "block_malformed",
  "block_mismatch",
  "bundle_malformed",
  "bundle_mismatch",
  "certificate_malformed",
  "checkpoint_malformed",
  "claim_malformed",
  "cosignature_invalid",
  "details_malformed",
  "details_mismatch",
  "digest_mismatch",
  "duplicate_member",
  "entry_malformed",
  "entry_mismatch",
  "extras_malformed",
  "id_mismatch",
  "imprint_mismatch",
  "key_malformed",
  "not_canonical",
  "not_in_block",
  "not_utf8",
  "note_malformed",
  "path_malformed",
  "proof_extra",
  "proof_malformed",
  "proof_mismatch",
  "record_malformed",
  "root_mismatch",
  "seal_invalid",
  "signature_absent",
  "signature_invalid",
  "timestamps_malformed",
  "type_mismatch",
  "wrong_fields",
]);

function failedWords({ steps }: Verification, t: Translate): VerdictWords {
  const failed = steps.filter(({ status }) => status === "failed");
  const step = failed[0]?.name ?? "format";
  const altered = failed.find(({ name, reason }) => name !== "file" && ALTERED.has(reason));
  if (altered) {
    const headline = t(altered.name === "document" ? "headline.alteredPdf" : "headline.altered");
    const found = t("body.altered", { step: t(`headline.failed.${altered.name}`) });
    return { look: "failed", tone: "danger", headline, body: [found, t("body.failed")] };
  }
  const isClock = failed.length === 1 && failed[0]?.reason === "time_implausible";
  const body = [t(isClock ? "body.failedClock" : step === "file" ? "body.failedFile" : "body.failed")];
  return { look: "failed", tone: "danger", headline: t(`headline.failed.${step}`), body };
}
