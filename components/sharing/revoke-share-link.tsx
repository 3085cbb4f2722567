"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { revokeShareLinkAction } from "#lib/features/evidence/sharing/actions.ts";

/** Ends a link, after asking. */
export function RevokeShareLink({ id, link, label }: { id: string; link: string; label: string }) {
  const t = useTranslations("record.share");
  const [pending, startTransition] = useTransition();
  const [failed, setFailed] = useState(false);
  const revoke = () =>
    startTransition(async () => {
      const form = new FormData();
      form.set("id", id);
      form.set("link", link);
      await revokeShareLinkAction(form).then(
        () => setFailed(false),
        () => setFailed(true),
      );
    });
  return (
    <>
      <AlertDialog
        danger
        title={t("revokeTitle", { label })}
        description={t("revokeText")}
        confirmLabel={t("revokeConfirm")}
        onConfirm={revoke}
        trigger={
          <Button size="sm" busy={pending} aria-label={t("revokeWhat", { label })}>
            {t("revoke")}
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
