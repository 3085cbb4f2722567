/** `sealbook org suspend|activate|retire`: whether an organisation records here. */
import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import type { OrganisationMove, OrganisationMoved } from "../verbs/move-organisation.ts";

type Verb = (move: OrganisationMove) => Promise<OrganisationMoved>;
const loadVerbs = async () => await import("../verbs/move-organisation.ts");

export async function orgSuspend(context: Context): Promise<ExitCode> {
  return await move(context, async () => (await loadVerbs()).suspendOrganisation);
}

export async function orgActivate(context: Context): Promise<ExitCode> {
  return await move(context, async () => (await loadVerbs()).activateOrganisation);
}

export async function orgRetire(context: Context): Promise<ExitCode> {
  return await move(context, async () => (await loadVerbs()).retireOrganisation);
}

async function move(context: Context, load: () => Promise<Verb>): Promise<ExitCode> {
  const { say, json } = context;
  const { organisation, state } = await withInstallation(context, async () => {
    const verb = await load();
    const organisation = await organisationOf(context);
    const moved = await verb({
      actor: { kind: "operator" },
      organisationId: organisation.id,
      note: await noteOf(context),
    });
    return { organisation, state: moved.state };
  });
  if (json) printJson({ id: organisation.id, name: organisation.name, state });
  else
    print(
      say("orgState.moved", {
        name: plain(organisation.name),
        state: say(`/operations.organisations.states.${state}`),
      }),
    );
  return EXIT.ok;
}

async function noteOf({ options, say }: Context): Promise<string> {
  if (options.note === undefined) return "";
  const { nodeWordsSchema } = await import("#lib/features/ledger/nodes/schema.ts");
  const parsed = nodeWordsSchema.safeParse(options.note);
  if (parsed.success) return parsed.data;
  const reason = say("/errors.invalid_line.detail");
  throw new CommandError(say("database.invalid", { option: "--note", reason }), { code: "usage" });
}
