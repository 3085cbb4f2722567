"use client";

import { Tag } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { tagSelectionAction } from "#lib/features/evidence/records/actions.ts";
import { TAG_CHARS_MAX } from "#lib/features/evidence/records/types.ts";

type TagDialogProps = {
  /** Which records: a query of the list. */
  records: string;
  /** Tags that there are. */
  tagChoices: readonly string[];
  /** Those that can be taken off; all of them unless said. */
  removable?: readonly string[];
};

/** Puts a tag on records, takes one off, or both. */
export function TagDialog(props: TagDialogProps) {
  const t = useTranslations("evidence");
  return (
    <Dialog
      trigger={
        <Button
          size="sm"
          className="pointer-coarse:min-h-11"
          scripted
          icon={<Tag aria-hidden="true" className="size-4" />}
        >
          {t("chosen.tags")}
        </Button>
      }
      title={t("tags.title")}
      description={t("tags.text")}
    >
      <TagForm {...props} />
    </Dialog>
  );
}

/** A form of its own each time that the dialog opens. */
function TagForm({ records, tagChoices, removable = tagChoices }: TagDialogProps) {
  const t = useTranslations("evidence.tags");
  const list = useId();
  const wiring = useActionForm(tagSelectionAction, { values: { add: "", remove: "" }, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      {done === undefined ? null : (
        <Callout tone="ok" role="status">
          {t("done", { count: done })}
        </Callout>
      )}
      <input type="hidden" name="records" value={records} />
      <TextField
        name="add"
        label={t("add")}
        hint={t("addHint")}
        list={list}
        maxLength={TAG_CHARS_MAX}
        autoComplete="off"
        defaultValue={values.add}
        error={problems.add?.text}
      />
      <datalist id={list}>
        {tagChoices.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      {removable.length > 0 ? (
        <SelectField
          name="remove"
          label={t("remove")}
          defaultValue=""
          options={[{ value: "", label: t("nothing") }, ...removable.map((tag) => ({ value: tag, label: tag }))]}
        />
      ) : null}
      <div>
        <SubmitButton>{t("apply")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
