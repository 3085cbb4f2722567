"use client";

import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "./button.tsx";

/** Submits the form around it and shows that it is under way. */
export function SubmitButton({ variant = "primary", ...rest }: Omit<ButtonProps, "type" | "busy">) {
  const { pending } = useFormStatus();
  return <Button {...rest} variant={variant} type="submit" busy={pending} />;
}
