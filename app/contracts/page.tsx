import { redirect } from "next/navigation";

/** Everything about contracts begins with what they are made from. */
export default function ContractsPage() {
  redirect("/contracts/templates");
}
