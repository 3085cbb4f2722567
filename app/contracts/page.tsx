import { redirect } from "next/navigation";

/** Seals are what there is of contracts. */
export default function ContractsPage() {
  redirect("/contracts/seals");
}
