"use client";

import { useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";

type NumberFieldProps = {
  label: string;
  value: number;
  onValue: (value: number) => void;
  hint?: string;
  error?: string | undefined;
  step?: number;
  min?: number;
  max?: number;
};

/** A number that is taken while it is typed, once it is one; what is typed stays as it is until one leaves. */
export function NumberField({ value, onValue, ...rest }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  const take = (text: string) => {
    setTyped(text);
    const number = Number(text.replace(",", "."));
    if (text.trim() !== "" && Number.isFinite(number)) onValue(number);
  };
  return (
    <TextField
      {...rest}
      type="number"
      inputMode="decimal"
      value={typed ?? String(value)}
      onChange={(event) => take(event.target.value)}
      onBlur={() => setTyped(undefined)}
    />
  );
}
