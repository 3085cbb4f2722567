import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { EVENT_TYPES, type SubscribedType } from "#lib/words/events.ts";

/** The message that names an event type: ids of messages have no dots. */
export const wordsOf = <Type extends SubscribedType>(type: Type) =>
  `types.${type.replace(".", "_") as Type extends `${infer Area}.${infer Verb}` ? `${Area}_${Verb}` : never}` as const;

/** A box for each event that a webhook can be told of. */
export function EventBoxes({ chosen, error }: { chosen: readonly string[]; error: string | undefined }) {
  const t = useTranslations("webhooks");
  return (
    <fieldset className="grid gap-3" aria-describedby={error ? "events-problem" : undefined}>
      <legend className="mb-2 text-sm font-medium">{t("events")}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {EVENT_TYPES.map((type) => (
          <Checkbox
            key={type}
            name="events"
            value={type}
            label={t(wordsOf(type))}
            hint={<code className="font-mono">{type}</code>}
            defaultChecked={chosen.includes(type)}
          />
        ))}
      </div>
      {error ? <FieldError id="events-problem">{error}</FieldError> : null}
    </fieldset>
  );
}
