"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { showLetterAction } from "#lib/features/accounts/members/actions.ts";
import type { ShownLetter } from "#lib/features/accounts/members/types.ts";
import type { FormState } from "#lib/words/form-state.ts";

const UNASKED: FormState<string, ShownLetter> = { values: {}, problems: {} };

/** A letter with its link, made when it is asked for, to be handed over by hand. */
export function ShowLetter({ id, recipient }: { id: string; recipient: string }) {
  const t = useTranslations("outbox");
  const [open, setOpen] = useState(false);
  const [state, ask, pending] = useActionState(showLetterAction, UNASKED);
  const show = () => {
    const form = new FormData();
    form.set("id", id);
    startTransition(() => {
      ask(form);
      setOpen(true);
    });
  };
  const letter = state.done;
  return (
    <>
      <Button size="sm" busy={pending} onClick={show} aria-label={t("showLabel", { recipient })}>
        {t("show")}
      </Button>
      <Dialog
        open={open && !pending}
        onOpenChange={setOpen}
        title={t("shown", { recipient })}
        description={letter ? t("shownHint") : undefined}
      >
        {letter ? <LetterText letter={letter} /> : <Callout tone="danger">{state.problem?.text}</Callout>}
      </Dialog>
    </>
  );
}

function LetterText({ letter: { subject, text, url } }: { letter: ShownLetter }) {
  const t = useTranslations("outbox");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 text-start text-sm">
      <p>
        <span className="text-ink-soft">{t("subject")}</span> <strong className="font-semibold">{subject}</strong>
      </p>
      <section
        aria-label={t("text")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="max-h-72 overflow-y-auto rounded-md border border-rule bg-sunken p-3 whitespace-pre-wrap wrap-anywhere"
      >
        {text}
      </section>
      <div className="flex flex-wrap items-center gap-3">
        <CopyButton value={url} what={t("link")} wordy />
        <CopyButton value={`${subject}\n\n${text}`} what={t("message")} wordy />
      </div>
    </div>
  );
}
