/** What happens here that programs elsewhere are told of: `AREA.VERB`. */

/** Those that an organisation can subscribe to. */
export const EVENT_TYPES = [
  "evidence.recorded",
  "evidence.anchored",
  "evidence.witnessed",
  "evidence.timestamped",
  "evidence.erased",
  "certificate.issued",
  "certificate.claimed",
  "certificate.superseded",
  "certificate.suspended",
  "certificate.resumed",
  "certificate.revoked",
  "contract.sent",
  "contract.opened",
  "contract.signed",
  "contract.declined",
  "contract.completed",
  "contract.voided",
  "contract.expired",
  "alert.raised",
  "alert.resolved",
] as const;

export type SubscribedType = (typeof EVENT_TYPES)[number];

/** What only a press of a button sends. */
export const TEST_EVENT = "webhook.test";

export type EventType = SubscribedType | typeof TEST_EVENT;
