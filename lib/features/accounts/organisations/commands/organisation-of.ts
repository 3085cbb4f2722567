import { CommandError, type Context, EXIT } from "#lib/infra/terminal/command.ts";
import type { Organisation } from "../types.ts";

/** The organisation that --org names by id or exact name. */
export async function organisationOf({ options, say }: Context): Promise<Organisation> {
  const { findOrganisationsAsOperator } = await import("../rows.ts");
  const org = String(options.org);
  const [found, ...others] = await findOrganisationsAsOperator(org);
  if (!found) throw new CommandError(say("database.orgAbsent", { org }), { code: "not_found", exitCode: EXIT.failed });
  if (others.length === 0) return found;
  const ids = [found, ...others].map(({ id }) => id).join(", ");
  throw new CommandError(say("database.orgAmbiguous", { org, ids }), { code: "ambiguous" });
}
