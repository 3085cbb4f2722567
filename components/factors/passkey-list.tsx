"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { removePasskeyAction, renamePasskeyAction } from "#lib/features/accounts/factors/actions.ts";

/** A passkey as a page hands it over: moments in ISO 8601. */
export interface ShownPasskey {
  id: string;
  name: string;
  backedUp: boolean;
  createdAt: string;
  usedAt: string | undefined;
}

/** @param props.open whether they can be changed now */
export function PasskeyList({ passkeys, open }: { passkeys: readonly ShownPasskey[]; open: boolean }) {
  const t = useTranslations("factors");
  if (passkeys.length === 0) return null;
  return (
    <ul className="divide-y divide-rule border-y border-rule">
      {passkeys.map((passkey) => (
        <li key={passkey.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
          <div className="grid min-w-0 gap-0.5">
            <bdi className="font-medium wrap-anywhere">{passkey.name}</bdi>
            <span className="flex flex-wrap gap-x-3 text-xs text-ink-soft">
              <span>{t.rich("passkeySince", { time: () => <DateTime value={passkey.createdAt} brief /> })}</span>
              <span>
                {passkey.usedAt === undefined
                  ? t("passkeyUnused")
                  : t.rich("passkeyUsed", { time: () => <DateTime value={passkey.usedAt ?? ""} brief /> })}
              </span>
              {passkey.backedUp ? <span>{t("passkeySynced")}</span> : null}
            </span>
          </div>
          <div className="flex gap-2">
            <RenamePasskey id={passkey.id} name={passkey.name} />
            {open ? (
              <ConfirmedAction
                action={removePasskeyAction}
                fields={{ id: passkey.id }}
                label={t("passkeyRemove")}
                longLabel={t("passkeyRemoveOf", { name: passkey.name })}
                title={t("passkeyRemoveTitle", { name: passkey.name })}
                description={t("passkeyRemoveText")}
                confirmLabel={t("passkeyRemove")}
              />
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function RenamePasskey({ id, name }: { id: string; name: string }) {
  const t = useTranslations("factors");
  const wiring = useActionForm(renamePasskeyAction, { values: { id, name }, problems: {} });
  return (
    <Dialog
      key={name}
      title={t("passkeyRenameOf", { name })}
      trigger={
        <Button size="sm" aria-label={t("passkeyRenameOf", { name })}>
          {t("passkeyRename")}
        </Button>
      }
    >
      <ActionForm wiring={wiring}>
        <input type="hidden" name="id" value={id} />
        <TextField
          name="name"
          label={t("passkeyName")}
          required
          defaultValue={name}
          error={wiring.state.problems.name?.text}
        />
        <div>
          <SubmitButton>{t("passkeyRenameSave")}</SubmitButton>
        </div>
      </ActionForm>
    </Dialog>
  );
}
