/** What is said of a certificate that another system issued, in closed lists: page, command line and API have words for each. */
import { CREDENTIAL_FAILURES } from "../credential-failures.ts";

export const SYSTEMS = [
  "open_badges_3",
  "open_badges_2",
  "blockcerts_3",
  "open_attestation_2",
  "open_attestation_4",
  "credential",
] as const;
export type System = (typeof SYSTEMS)[number];

/**
 * `content`: nothing of it was changed. `anchor`: a public chain has its root. `issuer`: it is from whom it says. `revocation`: it was not
 * revoked. `validity`: its dates, where it states any.
 */
export const ELSEWHERE_STEPS = ["content", "anchor", "issuer", "revocation", "validity"] as const;

/** Why a step does not hold, or could not be checked. Those of credentials by their own names. */
export const ELSEWHERE_REASONS = [
  ...CREDENTIAL_FAILURES,
  /** Its values do not give the digest that it states, or that does not lead to its root. */
  "not_its_hash",
  "signature_wrong",
  /** Of a kind of signature or key that is not known here, or no longer worth anything. */
  "signature_unsupported",
  /** Values that anybody may have put together: nobody signed them, and no chain was asked. */
  "not_signed",
  /** None, or one for trying things out. */
  "no_chain",
  "chain_not_asked",
  /** Nobody was asked: that takes the network. */
  "issuer_not_asked",
  "host_not_asked",
  "key_not_asked",
  "domain_not_asked",
  "list_not_asked",
  /** Asked, and there was no answer, or none that can be read. */
  "no_answer",
  "answer_malformed",
  /** Its host has another one under its address. */
  "not_as_hosted",
  /** The host that has it is none of the issuer's. */
  "host_foreign",
  "domain_says_otherwise",
  /** The key is in the certificate itself: whose it is, nobody says. */
  "key_alone",
  "revoked",
  /** It names no place that would say so. */
  "no_list",
  "list_unsupported",
  "list_untrusted",
  "expired",
  "not_yet_valid",
  /** It states one in a form that programs read differently, or not at all. */
  "date_unreadable",
] as const;
export type ElsewhereReason = (typeof ELSEWHERE_REASONS)[number];

export interface ElsewhereStep {
  name: (typeof ELSEWHERE_STEPS)[number];
  status: "ok" | "failed" | "unchecked";
  reason?: ElsewhereReason;
  /** A stranger's text: a context, a host, a key. */
  found?: string;
}

export const STATED = ["title", "holder", "issuer", "issued", "expires"] as const;

export interface ElsewhereCheck {
  system: System;
  steps: ElsewhereStep[];
  /** As it states them itself; nothing of what was changed. */
  states: Partial<Record<(typeof STATED)[number], string>>;
  /** Hosts that were asked, whether they answered or not. */
  asked: string[];
}

/** The worst first. Only `holds` is good news. */
export const ELSEWHERE_VERDICTS = [
  "altered",
  "wrong_issuer",
  "revoked",
  "out_of_time",
  /** Not even whether it was changed. */
  "unchecked",
  "partly",
  "holds",
] as const;
export type ElsewhereVerdict = (typeof ELSEWHERE_VERDICTS)[number];

const FAILED: Readonly<Record<ElsewhereStep["name"], ElsewhereVerdict>> = {
  content: "altered",
  anchor: "altered",
  issuer: "wrong_issuer",
  revocation: "revoked",
  validity: "out_of_time",
};

export function elsewhereVerdict(steps: readonly ElsewhereStep[]): ElsewhereVerdict {
  const found = new Set(
    steps.map(({ name, status }): ElsewhereVerdict => {
      if (status === "failed") return FAILED[name];
      if (status === "ok") return "holds";
      return name === "content" ? "unchecked" : "partly";
    }),
  );
  return ELSEWHERE_VERDICTS.find((verdict) => found.has(verdict)) ?? "unchecked";
}
