import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { browserName } from "#components/sessions/browser-name.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import type { Member } from "#lib/features/accounts/members/types.ts";
import type { AuditDetails, AuditThing, AuditValue } from "#lib/features/audit-log/types.ts";
import { SCOPES } from "#lib/words/permissions.ts";

/** Names that have a word of their own; any other is shown as it was written. */
const NAMES = [
  ...(["batch", "template"] as const),
  ...(["name", "keepContent", "publicLookup", "publishRecords", "ledger", "role", "email", "expiresAt"] as const),
  ...(["invitationId", "sessionsEnded", "own", "userAgent", "purpose", "prefix", "scopes", "type", "sha256"] as const),
  ...(["addressRanges", "oldPrefix", "oldSecretUntil"] as const),
  ...(["tag", "tagsAdded", "tagsRemoved", "records", "value", "ids", "currency", "required", "inList"] as const),
  ...([
    "evidence",
    "label",
    "q",
    "state",
    "who",
    "from",
    "to",
    "operates",
    "storageQuota",
    "recordQuota",
    "certificateQuota",
    "bytes",
    "locale",
  ] as const),
  ...(["timeZone", "logo", "requireTwoFactors", "requireSso", "issuer", "domains", "letsIn", "letsInRole"] as const),
  ...(["slug", "description", "url", "linkedinId", "publicPage", "reason", "replacement", "number"] as const),
  ...(["kind", "asOf", "method"] as const),
  ...(["threshold", "approvers", "attempt", "culprit", "failure", "fits"] as const),
  ...(["pageOpen", "on", "alsoSm3", "unit", "parent"] as const),
];
const ROLES: readonly Member["role"][] = ["owner", "admin", "operator", "auditor"];
const PURPOSES = ["setup", "owner", "invite", "reset"] as const;
const TYPES = ["file", "digest"] as const;
const STATES = ["recorded", "anchored", "witnessed", "timestamped"] as const;
const BEFORE = "Before";
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const DIGEST = /^[0-9a-f]{64}$/;

type AuditDetailListProps = {
  details: AuditDetails;
  /** What the row's sentence has named already. */
  told: AuditThing | undefined;
};

/** What a row tells besides, in words; under the pointer as it was written, which is what the export holds. */
export function AuditDetailList({ details, told }: AuditDetailListProps) {
  const word = useDetailName();
  const write = useDetailValue();
  const facts = Object.entries(details).filter(([name, value]) => name !== "evidence" && value !== told?.text);
  if (facts.length === 0) return null;
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-0.5 text-xs">
      {facts.map(([name, value]) => (
        <div key={name} className="flex min-w-0 flex-wrap gap-x-1.5" title={`${name}: ${JSON.stringify(value)}`}>
          <dt className="text-ink-soft">{word(name)}</dt>
          <dd className="min-w-0 wrap-anywhere">{write(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A name with "Before" behind it tells what a change replaced. */
function useDetailName(): (name: string) => string {
  const t = useTranslations("auditLog");
  const plain = (name: string) => {
    const known = NAMES.find((each) => each === name);
    return known ? t(`names.${known}`) : name;
  };
  return (name) => (name.endsWith(BEFORE) ? t("before", { name: plain(name.slice(0, -BEFORE.length)) }) : plain(name));
}

function useDetailValue(): (name: string, value: AuditValue) => ReactNode {
  const t = useTranslations("auditLog");
  const settings = useTranslations("settings");
  const states = useTranslations("evidence.filters.states");
  const one = (name: string, value: string): ReactNode => {
    const is = <Known extends string>(list: readonly Known[]) => list.find((each) => each === value);
    const role = name === "role" || name === "roleBefore" ? is(ROLES) : undefined;
    if (role) return settings(`roles.${role}`);
    const scope = name === "scopes" ? is(SCOPES) : undefined;
    if (scope) return settings(`keys.scope.${scope}`);
    const purpose = name === "purpose" ? is(PURPOSES) : undefined;
    if (purpose) return t(`purposes.${purpose}`);
    const type = name === "type" ? is(TYPES) : undefined;
    if (type) return t(`types.${type}`);
    const state = name === "state" ? is(STATES) : undefined;
    if (state) return states(state);
    if (name === "userAgent") return browserName(value) ?? value;
    if (DIGEST.test(value)) return <Digest value={value} short bare />;
    return MOMENT.test(value) ? <DateTime value={value} brief /> : value;
  };
  return (name, value) => {
    if (value === null) return name === "expiresAt" ? t("never") : "–";
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "number") return value;
    if (typeof value === "string") return one(name, value);
    if (value.length === 0) return "–";
    return value.map((each) => (
      <span key={each} className="block">
        {one(name, each)}
      </span>
    ));
  };
}
