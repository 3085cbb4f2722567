"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { endShareAction } from "#lib/features/certificates/shares/actions.ts";

type EndShareProps = { token: string; id: string; share: string; label: string };

/** Ends a share, after asking. */
export function EndShare({ token, id, share, label }: EndShareProps) {
  const t = useTranslations("shares");
  const [pending, startTransition] = useTransition();
  const [failed, setFailed] = useState(false);
  const end = () =>
    startTransition(async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ token, certificate: id, share })) form.set(name, value);
      await endShareAction({ values: {}, problems: {} }, form).then(
        // One that has ended is what was asked for.
        ({ problem }) => setFailed(problem !== undefined && problem.code !== "gone"),
        () => setFailed(true),
      );
    });
  return (
    <>
      <AlertDialog
        danger
        title={t("endTitle", { label })}
        description={t("endText")}
        confirmLabel={t("endConfirm")}
        onConfirm={end}
        trigger={
          <Button size="sm" busy={pending} aria-label={t("endWhat", { label })}>
            {t("end")}
          </Button>
        }
      />
      {failed ? (
        <p role="alert" className="w-full text-xs text-danger">
          {t("failed")}
        </p>
      ) : null}
    </>
  );
}
