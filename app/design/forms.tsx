import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { Specimen } from "./specimen.tsx";

const VARIANTS = ["primary", "secondary", "quiet", "danger"] as const;
const SIZES = ["sm", "md", "lg"] as const;

export function FormSpecimens() {
  const t = useTranslations("design");
  const options = [
    { value: "a", label: t("optionA") },
    { value: "b", label: t("optionB") },
  ];
  return (
    <Specimen title={t("forms")}>
      {VARIANTS.map((variant) => (
        <div key={variant} className="flex flex-wrap items-center gap-3">
          {SIZES.map((size) => (
            <Button key={size} variant={variant} size={size} icon={<Upload aria-hidden="true" className="size-4" />}>
              {t("button")}
            </Button>
          ))}
          <Button variant={variant} busy>
            {t("busy")}
          </Button>
          <Button variant={variant} disabled>
            {t("disabled")}
          </Button>
          <LinkButton href="/design" variant={variant}>
            {t("link")}
          </LinkButton>
        </div>
      ))}
      <div className="grid max-w-4xl gap-6 sm:grid-cols-2">
        <TextField label={t("field")} hint={t("hint")} placeholder={t("placeholder")} name="plain" />
        <TextField label={t("field")} error={t("error")} defaultValue={t("placeholder")} name="wrong" />
        <TextField label={t("field")} optional disabled name="off" />
        <SelectField label={t("select")} options={options} name="select" />
        <TextareaField label={t("field")} optional name="area" />
        <div className="grid content-start gap-4">
          <Checkbox label={t("optionA")} hint={t("hint")} name="check" defaultChecked />
          <Checkbox label={t("optionB")} name="check-wrong" error={t("error")} />
          <Switch label={t("optionA")} hint={t("hint")} name="switch" defaultChecked />
          <Switch label={t("optionB")} name="switch-off" />
        </div>
        <RadioGroup legend={t("field")} name="radio" options={options} defaultValue="a" />
        <RadioGroup legend={t("field")} name="radio-wrong" options={options} error={t("error")} />
      </div>
    </Specimen>
  );
}
