import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";

export type FieldWords = {
  label: ReactNode;
  /** What helps before one types. */
  hint?: ReactNode;
  /** What is wrong with what was typed; shown beside the field and announced. */
  error?: ReactNode;
  /** Marks the field as one that may stay empty. */
  optional?: boolean;
};

/** The attributes that tie a control to its label, hint and error. */
export type FieldWiring = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** A label, a control, a hint and an error, wired together. Ready-made: TextField, TextareaField, SelectField. */
export function Field(props: FieldWords & { children: (wiring: FieldWiring) => ReactNode }) {
  const { label, hint, error, optional, children } = props;
  const t = useTranslations("common");
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional ? <span className="ms-2 text-xs font-normal text-ink-faint">{t("optional")}</span> : null}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-ink-soft">
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-xs font-medium text-danger">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
