/** What stands in the rows of a signature, for page and command line alike: keys of messages under `signatures`, with what goes into them. */
import {
  CHANGE_KINDS,
  type ChangeKind,
  type Forbidden,
  type INTEGRITY_FLAWS,
  type INTEGRITY_GAPS,
  type ProfileNote,
  type SignatureReport,
  type SignatureRevocation,
  type Untrusted,
} from "./report.ts";

export const SIGNATURE_PARTS = [
  "signer",
  "organisation",
  "issuer",
  "serial",
  "integrity",
  "changes",
  "trust",
  "time",
  "revocation",
  "algorithm",
  "profile",
  "covers",
  "field",
  "reason",
] as const;
export type SignaturePart = (typeof SIGNATURE_PARTS)[number];

type WordKey =
  | `integrity.${"ok" | (typeof INTEGRITY_FLAWS)[number] | (typeof INTEGRITY_GAPS)[number]}`
  | `trust.${"trusted" | "not_evaluated" | Untrusted}`
  | `time.${SignatureReport["time"]["status"] | "claimedUnknown" | "known"}`
  | `algorithm.${SignatureReport["algorithm"]["status"]}`
  | `revocation.${"good" | "stale" | "revoked" | Extract<SignatureRevocation, { status: "unknown" }>["reason"]}`
  | `note.${ProfileNote}`
  | "coversValue"
  | "changesNone";

type Values = Record<string, string | number>;

/** `text`: a stranger's, to be shown as it stands. `changes`: kinds of changes, and by what they are forbidden, where they are. */
export type Words =
  | { text: string }
  | { changes: ChangeKind[]; by?: Forbidden["by"] }
  | { key: WordKey; values: Values };

export interface SignatureRow {
  part: SignaturePart;
  /** Shown one after the other. */
  words: Words[];
  isBad: boolean;
}

/** @param size of the file, in bytes */
export function signatureRows(report: SignatureReport, size: number): SignatureRow[] {
  const { signer, integrity, algorithm, trust, revocation, coversTo, isCertification, field, reason } = report;
  const says = (key: WordKey, values: Values = {}): Words => ({ key, values });
  const row = (part: SignaturePart, words: Words[], isBad = false): SignatureRow => ({ part, words, isBad });
  const text = (value: string | undefined): Words[] => (value ? [{ text: value }] : []);
  const covers = { bytes: coversTo, all: String(coversTo === size), certified: String(isCertification) };
  const trustWords = "found" in trust ? says("trust.not_evaluated", { found: trust.found }) : says(trustKey(trust));
  return [
    row("signer", text(signer?.name)),
    row("organisation", text(signer?.organisation)),
    row("issuer", text(signer?.issuer)),
    row("serial", text(signer?.serial)),
    row(
      "integrity",
      [says(`integrity.${integrity.status === "ok" ? "ok" : integrity.reason}`)],
      integrity.status === "failed",
    ),
    row("changes", changeWords(report), report.changes.forbidden.length > 0),
    row("trust", integrity.status === "failed" ? [] : [trustWords]),
    row("time", [timeWords(report)], report.time.status === "expired" || report.time.status === "not_yet_valid"),
    row(
      "revocation",
      revocation ? [revocationWords(revocation)] : [],
      revocation?.status === "revoked" && revocation.when !== "after",
    ),
    row("algorithm", algorithm.name === "-" ? [] : [says(`algorithm.${algorithm.status}`, { name: algorithm.name })]),
    row(
      "profile",
      report.profile.map((note) => says(`note.${note}`)),
    ),
    row("covers", coversTo > 0 ? [says("coversValue", covers)] : []),
    row("field", text(field)),
    row("reason", text(reason)),
  ].filter(({ words }) => words.length > 0);
}

const trustKey = (trust: Exclude<SignatureReport["trust"], { status: "unchecked" }>): WordKey =>
  `trust.${trust.status === "trusted" ? "trusted" : trust.reason}`;

function changeWords({ changes: { kinds, forbidden } }: SignatureReport): Words[] {
  if (kinds.length === 0) return [{ key: "changesNone", values: {} }];
  const permitted = kinds.filter((kind) => !forbidden.some((each) => each.kind === kind));
  const forbiddenBy = (by: Forbidden["by"]): ChangeKind[] =>
    CHANGE_KINDS.filter((kind) => forbidden.some((each) => each.kind === kind && each.by === by));
  return [
    ...[...new Set(forbidden.map(({ by }) => by))].map((by) => ({ changes: forbiddenBy(by), by })),
    ...(permitted.length > 0 ? [{ changes: permitted }] : []),
  ];
}

function revocationWords(revocation: SignatureRevocation): Words {
  if (revocation.status === "unknown") return { key: `revocation.${revocation.reason}`, values: {} };
  if (revocation.status === "good") {
    const { by, asOf, until, isFresh } = revocation;
    const values = { by, asOf: asOf.toISOString(), until: until?.toISOString() ?? "none" };
    return { key: `revocation.${isFresh ? "good" : "stale"}`, values };
  }
  const { by, at, when, reason, authority = "none" } = revocation;
  return { key: "revocation.revoked", values: { by, at: at.toISOString(), when, reason, authority } };
}

function timeWords({ time: { status, claimed, proven, known } }: SignatureReport): Words {
  const shown = (time: Date | undefined): string => time?.toISOString() ?? "none";
  const values = { proven: shown(proven?.time), claimed: shown(claimed), authority: proven?.authority ?? "-" };
  if (known && !proven?.isTrusted && status === "ok") return { key: "time.known", values: { known: shown(known) } };
  if (proven && (status === "ok" || status === "claimed"))
    return { key: "time.ok", values: { ...values, isTrusted: String(proven.isTrusted) } };
  if (status === "claimed" && claimed === undefined) return { key: "time.claimedUnknown", values: {} };
  return { key: `time.${status}`, values };
}
