/** The page on which a member lands. */
import { readOrganisation, readStorageUse } from "#lib/features/accounts/organisations/rows.ts";
import { readerZone } from "#lib/features/accounts/people/pages.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { countDays } from "./rows/counts.ts";
import { readFailures } from "./rows/failures.ts";
import { readBegun } from "./rows/records.ts";
import { readWaiting } from "./rows/waiting.ts";
import { type OverviewFigures, TREND_DAYS } from "./types.ts";

export async function loadOverview() {
  const actor = await requireMember("/overview");
  const { organisationId } = actor;
  const zone = await readerZone();
  const now = new Date();
  const [organisation, begun, days, waiting, failures, storage] = await Promise.all([
    readOrganisation(organisationId),
    readBegun(actor),
    known("days", countDays({ reach: actor, zone, days: TREND_DAYS, now })),
    known("waiting", readWaiting(actor)),
    known("failures", readFailures(actor, now)),
    actor.units === null ? known("storage", readStorageUse(organisationId)) : null,
  ]);
  const figures: OverviewFigures = { days, waiting, failures, storage };
  const mays = {
    record: may(actor, "evidence:write"),
    issue: may(actor, "certificates:write"),
    keys: may(actor, "keys:manage"),
    members: may(actor, "members:manage"),
    outbox: may(actor, "outbox:read"),
  };
  return { organisation: organisation.name, keepsContent: organisation.keepContent, begun, figures, zone, now, mays };
}

export type Overview = Awaited<ReturnType<typeof loadOverview>>;

/** One figure that cannot be read does not take the others with it. */
async function known<Figure>(name: string, read: Promise<Figure>): Promise<Figure | undefined> {
  try {
    return await read;
  } catch (error) {
    logEvent("error", "overview.unread", { figure: name, error: String(error) });
    return undefined;
  }
}
