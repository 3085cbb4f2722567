/** `sealbook content seal` */
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, progressLine } from "#lib/infra/terminal/terminal.ts";

export async function contentSeal(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const progress = progressLine();
  const done = await withInstallation(context, async () => {
    const { sealContents } = await import("../verbs/seal-contents.ts");
    const onProgress = ({ files }: { files: number }) => progress.show(say("contentSeal.progress", { files }));
    return await sealContents({ actor: { kind: "operator" }, onProgress });
  }).finally(() => progress.clear());
  if (json) printJson({ ...done });
  else print(say("contentSeal.done", { ...done }));
  return EXIT.ok;
}
