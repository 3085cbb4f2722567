"use client";

import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { lookAtShare, type ShareAnswer } from "./look.ts";

const VIEWER_CHARS_MAX = 100;

/**
 * What a share is before anybody has pressed the button: nothing of the certificate is on the page, and opening the page is no look at
 * it. Needs the messages `certificatePage`.
 */
export function ShareAsk({
  token,
  onShown,
}: {
  token: string;
  onShown: (answer: Extract<ShareAnswer, { ok: true }>) => void;
}) {
  const t = useTranslations("certificatePage.ask");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const look = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const viewer = String(new FormData(event.currentTarget).get("viewer") ?? "");
    setBusy(true);
    const answer = await lookAtShare(token, viewer);
    setBusy(false);
    if (answer.ok) onShown(answer);
    else setProblem(answer.text ?? t("failed"));
  };
  return (
    <form onSubmit={look} className="grid max-w-prose gap-5">
      {problem ? (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      ) : null}
      <TextField
        name="viewer"
        label={t("viewer")}
        hint={t("viewerHint")}
        optional
        autoComplete="name"
        maxLength={VIEWER_CHARS_MAX}
      />
      <Button
        scripted
        type="submit"
        variant="primary"
        size="lg"
        busy={busy}
        icon={<Eye aria-hidden="true" className="size-5" />}
        className="w-full sm:w-auto sm:justify-self-start"
      >
        {t("show")}
      </Button>
      <p className="text-sm text-ink-soft">{t("counts")}</p>
    </form>
  );
}
