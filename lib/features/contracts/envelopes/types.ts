/** Contracts that are out for signing, as rows and the API have them. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Edges } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";

/** signs and witness: with a signature. approves: by saying so. seals: with a seal of the organisation that sent it. */
export const ROLES = ["signs", "witness", "approves", "seals"] as const;
export const ENDS = ["completed", "declined", "voided", "expired"] as const;
export const STATES = ["draft", "sent", ...ENDS] as const;
/** waiting: another one is first. due: it is its turn. over: the contract came to nothing before. */
export const PARTY_STATES = ["waiting", "due", "done", "over"] as const;
export const EVENT_KINDS = [
  ...(["sent", "handed_over", "opened", "read", "consented", "approved", "prepared", "signed", "sealed"] as const),
  ...(["declined", "extended", "voided", "expired", "completed"] as const),
] as const;
/** A number with `sealbook.` before it names the form of what is recorded of each. */
export const EVENT_STATEMENT = "sealbook.contract-event/v1";
export const EVENTS_CHANNEL = "contract_event";

export const PARTIES_MAX = 20;
export const FIELDS_MAX = 300;
/** Of a choice. */
export const OPTION_CHARS_MAX = 64;
/** How long a contract may be out. */
export const DAYS_MAX = 365;
/** As pages offer it. */
export const DAYS_OFFERED = [3, 7, 14, 30, 90, 180] as const;
export const TITLE_CHARS_MAX = 200;
/** As certificates have names (RFC 5280, appendix A.1). */
export const PERSON_CHARS_MAX = 64;
export const REASON_CHARS_MAX = 400;
export const ACCESS_MINUTES = { min: 5, max: 24 * 60, usual: 30 } as const;

export type EventKind = (typeof EVENT_KINDS)[number];

export interface Party {
  id: string;
  number: number;
  /** As fields name it. */
  name: string;
  role: (typeof ROLES)[number];
  person: string;
  state: (typeof PARTY_STATES)[number];
  doneAt: Date | undefined;
}

export interface Envelope {
  id: string;
  organisationId: OrganisationId;
  unitId: string | null;
  title: string;
  state: (typeof STATES)[number];
  /** Of the document that it was made from. */
  sourceId: string;
  inOrder: boolean;
  fields: FormField[];
  edges: Edges[];
  parties: Party[];
  createdAt: Date;
  sentAt: Date | undefined;
  expiresAt: Date;
  endedAt: Date | undefined;
}

/** The document as it stands. */
export interface Version {
  number: number;
  sha256: Uint8Array;
  size: number;
}

export interface ContractEvent {
  id: string;
  number: number;
  kind: EventKind;
  party: string | undefined;
  at: Date;
  evidenceId: string | undefined;
}

/** Where something came from, as a court asks. */
export interface Context {
  address: string;
  userAgent: string;
}
