"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { type KeyFile, PASSKEYS_MAX, type PasskeyWay } from "#lib/credentials/threshold/key-file.ts";
import { unwrapKey, wrapKey } from "#lib/credentials/threshold/passkey-way.ts";
import { keepFile, openKept, type Unlocked } from "./keeper.ts";
import { askPasskey, mayUsePasskeys, type PasskeyFailure } from "./passkey.ts";

type Problem = PasskeyFailure | "unfit";

function useMayUsePasskeys(): boolean | undefined {
  const [may, setMay] = useState<boolean>();
  useEffect(() => void mayUsePasskeys().then(setMay), []);
  return may;
}

const Icon = <KeyRound aria-hidden="true" className="size-4" />;

function ProblemText({ problem }: { problem: Problem | undefined }) {
  const t = useTranslations("seals.passkey");
  return (
    <p role="alert" className="max-w-prose text-sm text-danger empty:hidden">
      {problem ? t(problem) : null}
    </p>
  );
}

/** Opens what this browser keeps of a group with a passkey; nothing where none was added. */
export function PasskeyUnlock({ file, onUnlocked }: { file: KeyFile; onUnlocked: (unlocked: Unlocked) => void }) {
  const t = useTranslations("seals.passkey");
  const may = useMayUsePasskeys();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const ways = file.passkeys ?? [];
  if (ways.length === 0) return null;
  const open = async (): Promise<Problem | Unlocked> => {
    const asked = await askPasskey(
      file,
      ways.map(({ credential }) => credential),
    );
    if ("failure" in asked) return asked.failure;
    for (const way of ways) {
      const key = await unwrapKey(file, { way, secret: asked.secret });
      const kept = key && (await openKept(key, file));
      if (kept) return { key, file, kept };
    }
    return "unfit";
  };
  const press = async () => {
    setBusy(true);
    const opened = await open();
    setBusy(false);
    if (typeof opened === "string") setProblem(opened);
    else onUnlocked(opened);
  };
  return (
    <div className="grid justify-items-start gap-2">
      {may === false ? <p className="max-w-prose text-sm text-ink-soft">{t("unable")}</p> : null}
      <Button variant="primary" busy={busy} disabled={may === false} icon={Icon} onClick={() => void press()}>
        {t("open")}
      </Button>
      <ProblemText problem={problem} />
      <p className="text-sm text-ink-soft">{t("orPassphrase")}</p>
    </div>
  );
}

type WaysProps = { unlocked: Unlocked; onChanged: (unlocked: Unlocked) => void };

/** The passkeys that open an approver's share beside the passphrase: added and taken away in this browser alone. */
export function PasskeyWays({ unlocked, onChanged }: WaysProps) {
  const t = useTranslations("seals.passkey");
  const may = useMayUsePasskeys();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [said, setSaid] = useState<"added" | "removed">();
  const { file, key } = unlocked;
  const ways = file.passkeys ?? [];
  const change = (passkeys: readonly PasskeyWay[], what: "added" | "removed") => {
    const { passkeys: _, ...rest } = file;
    const next: KeyFile = passkeys.length === 0 ? rest : { ...rest, passkeys };
    keepFile(next);
    setSaid(what);
    onChanged({ ...unlocked, file: next });
  };
  const add = async () => {
    setBusy(true);
    const asked = await askPasskey(file);
    setProblem("failure" in asked ? asked.failure : undefined);
    if (!("failure" in asked)) {
      const way = await wrapKey(file, { key, ...asked });
      change([...ways.filter(({ credential }) => credential !== way.credential), way], "added");
    }
    setBusy(false);
  };
  return (
    <section className="grid justify-items-start gap-3">
      <h3 className="font-medium">{t("title")}</h3>
      <p className="max-w-prose text-sm text-ink-soft">{t("text")}</p>
      <p role="status" className="text-sm font-medium text-ok empty:hidden">
        {said ? t(said) : null}
      </p>
      {ways.length > 0 ? (
        <ul className="grid w-full max-w-prose gap-2">
          {ways.map((way) => (
            <li key={way.credential} className="flex flex-wrap items-center justify-between gap-3">
              <span className="text-sm">{t.rich("since", { at: () => <DateTime value={way.addedAt} brief /> })}</span>
              <Button
                size="sm"
                onClick={() =>
                  change(
                    ways.filter((each) => each !== way),
                    "removed",
                  )
                }
              >
                {t("remove")}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {may === false ? (
        <p className="max-w-prose text-sm text-ink-soft">{t("unable")}</p>
      ) : ways.length < PASSKEYS_MAX ? (
        <Button busy={busy} icon={Icon} onClick={() => void add()}>
          {t("add")}
        </Button>
      ) : null}
      <ProblemText problem={problem} />
      {problem === "none" ? <TextLink href="/settings/factors">{t("make")}</TextLink> : null}
    </section>
  );
}
