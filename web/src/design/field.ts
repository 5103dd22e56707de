/** What a field gives its control: `<input {...attributes} />`. */
export interface FieldAttributes {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": "true" | undefined;
}

/** Something that has to be put right, and where: the id of the control. */
export interface Fault {
  readonly id: string;
  readonly text: string;
}
