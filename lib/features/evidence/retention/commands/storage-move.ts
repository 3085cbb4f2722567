/** `sealbook storage move` */
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import type { Moved } from "../verbs/move-contents.ts";

export async function storageMove(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const progress = progressLine();
  const done = await withInstallation(context, async () => {
    const { moveContents } = await import("../verbs/move-contents.ts");
    const onProgress = ({ files, moved, bytes, bytesTotal }: Moved) => {
      const percent = bytesTotal === 0 ? 100 : Math.min(100, Math.floor((bytes * 100) / bytesTotal));
      progress.show(say("storageMove.progress", { files, moved, percent }));
    };
    return await moveContents({ actor: { kind: "operator" }, onProgress });
  }).finally(() => progress.clear());
  if (!done) {
    tell(say("storageMove.nowhere"));
    return EXIT.impossible;
  }
  if (json) printJson({ ...done });
  else print(say(done.damaged > 0 ? "storageMove.damaged" : "storageMove.done", { ...done }));
  return done.damaged > 0 ? EXIT.failed : EXIT.ok;
}
