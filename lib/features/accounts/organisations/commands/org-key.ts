/** `sealbook org rotate-key|shred`: the key under which an organisation's contents are kept. */
import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

const loadVerbs = async () => await import("#lib/features/keyring/verbs/change-organisation-key.ts");

export async function orgRotateKey(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const { id, name, number } = await withInstallation(context, async () => {
    const organisation = await organisationOf(context);
    const { rotateOrganisationKey } = await loadVerbs();
    const rotated = await rotateOrganisationKey({ actor: { kind: "operator" }, organisationId: organisation.id });
    return { ...organisation, ...rotated };
  });
  if (json) printJson({ id, name, number });
  else print(say("orgKey.rotated", { name: plain(name), number }));
  return EXIT.ok;
}

export async function orgShred(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const { id, name, contents } = await withInstallation(context, async () => {
    const organisation = await organisationOf(context);
    const { shredOrganisation } = await loadVerbs();
    const shredded = await shredOrganisation({ actor: { kind: "operator" }, organisationId: organisation.id });
    return { ...organisation, ...shredded };
  });
  if (json) printJson({ id, name, contents });
  else print(say("orgKey.shredded", { name: plain(name), contents }));
  return EXIT.ok;
}
