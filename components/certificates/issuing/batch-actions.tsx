"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import {
  approveBatchAction,
  cancelBatchAction,
  pauseBatchAction,
  rejectBatchAction,
  removeDraftsAction,
  resumeBatchAction,
  submitBatchAction,
} from "#lib/features/certificates/issuing/actions.ts";
import { type BatchState, REASON_CHARS_MAX } from "#lib/features/certificates/issuing/types.ts";
import { ConfirmedForm } from "./confirmed-form.tsx";

type BatchActionsProps = {
  id: string;
  state: BatchState;
  size: number;
  /** When what is shown asked for approval. */
  submittedAt: string | undefined;
  /** Its record may be in the ledger. */
  final: boolean;
  fourEyes: boolean;
  /** Who looks at it submitted it. */
  isOwn: boolean;
  mayWrite: boolean;
  mayApprove: boolean;
};

const UNSENT = { values: {}, problems: {} };

/** What can be done with a batch in its state, by who looks at it. */
export function BatchActions(props: BatchActionsProps) {
  const { id, state, size, final, mayWrite, mayApprove } = props;
  const t = useTranslations("batches.page");
  const fields = { batch: id };
  const isEditable = state === "drafts" || state === "rejected";
  const isOpen = !["issued", "cancelled"].includes(state) && !final;
  return (
    <div className="grid gap-4">
      {state === "submitted" && mayApprove ? <Decision {...props} /> : null}
      {isEditable && mayWrite && size > 0 ? <Submission {...props} /> : null}
      {mayWrite ? (
        <div className="flex flex-wrap gap-3 empty:hidden">
          {state === "approved" || state === "issuing" ? (
            <PlainAction action={pauseBatchAction} id={id} label={t("pause")} />
          ) : null}
          {state === "paused" ? <PlainAction action={resumeBatchAction} id={id} label={t("resume")} /> : null}
          {isEditable && size > 0 ? (
            <ConfirmedAction
              action={removeDraftsAction}
              fields={fields}
              label={t("clear")}
              title={t("clearTitle")}
              description={t("clearText")}
              confirmLabel={t("clear")}
            />
          ) : null}
          {isOpen ? (
            <ConfirmedAction
              action={cancelBatchAction}
              fields={fields}
              label={t("cancel")}
              title={t("cancelTitle")}
              description={t("cancelText")}
              confirmLabel={t("cancel")}
            />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** Without four eyes to submit is to issue, and asks before. */
function Submission({ id, size, fourEyes }: BatchActionsProps) {
  const t = useTranslations("batches.page");
  const wiring = useActionForm(submitBatchAction, UNSENT);
  const label = fourEyes ? t("submit") : t("issue", { count: size });
  return (
    <ConfirmedForm
      wiring={wiring}
      fields={{ batch: id }}
      label={label}
      title={fourEyes ? t("submitTitle") : t("issueTitle", { count: size })}
      description={fourEyes ? t("submitText") : t("issueText")}
    />
  );
}

function Decision({ id, size, submittedAt = "", isOwn, fourEyes }: BatchActionsProps) {
  const t = useTranslations("batches.page");
  const approval = useActionForm(approveBatchAction, UNSENT);
  return (
    <div className="grid gap-3">
      {isOwn && fourEyes ? (
        <p className="text-sm text-attention">{t("own")}</p>
      ) : (
        <ConfirmedForm
          wiring={approval}
          fields={{ batch: id, submittedAt }}
          label={t("approve")}
          title={t("approveTitle", { count: size })}
          description={t("approveText")}
        />
      )}
      <div>
        <Rejection id={id} />
      </div>
    </div>
  );
}

function Rejection({ id }: { id: string }) {
  const t = useTranslations("batches.page");
  const wiring = useActionForm(rejectBatchAction, UNSENT);
  const { values, problems } = wiring.state;
  return (
    <Dialog trigger={<Button scripted>{t("reject")}</Button>} title={t("dialog")}>
      <ActionForm wiring={wiring}>
        <input type="hidden" name="batch" value={id} />
        <TextField
          name="reason"
          label={t("reason")}
          hint={t("reasonHint")}
          defaultValue={values.reason}
          maxLength={REASON_CHARS_MAX}
          error={problems.reason?.text}
        />
        <div>
          <SubmitButton>{t("reject")}</SubmitButton>
        </div>
      </ActionForm>
    </Dialog>
  );
}

function PlainAction({ action, id, label }: { action: (form: FormData) => Promise<void>; id: string; label: string }) {
  return (
    <form action={action}>
      <input type="hidden" name="batch" value={id} />
      <SubmitButton size="sm">{label}</SubmitButton>
    </form>
  );
}
