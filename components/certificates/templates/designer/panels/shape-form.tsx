"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { HexColor, ShapeElement } from "#lib/features/certificates/templates/types.ts";
import { ColorField } from "./color-field.tsx";
import type { ElementFormProps } from "./element-form-props.ts";
import { NumberField } from "./number-field.tsx";

/** What a colour is when it is switched on. */
const FIRST_COLOR: HexColor = "#a8843f";

export function ShapeForm({ element, set, problem }: ElementFormProps<ShapeElement>) {
  const t = useTranslations("templates.designer.shape");
  return (
    <>
      {(["fill", "stroke"] as const).map((member) => {
        const value = element[member];
        return (
          <div key={member} className="grid gap-2">
            <Checkbox
              label={t(`has.${member}`)}
              checked={value !== undefined}
              onChange={(event) => set({ [member]: event.target.checked ? FIRST_COLOR : undefined })}
            />
            {value === undefined ? null : (
              <ColorField
                label={t(member)}
                value={value}
                error={problem(member)}
                onValue={(color) => set({ [member]: color }, member)}
              />
            )}
          </div>
        );
      })}
      {element.stroke === undefined ? null : (
        <NumberField
          label={t("strokeWidth")}
          step={0.1}
          min={0}
          value={element.strokeWidth}
          error={problem("strokeWidth")}
          onValue={(value) => set({ strokeWidth: value }, "strokeWidth")}
        />
      )}
    </>
  );
}
