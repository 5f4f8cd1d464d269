// A subject that is wrong in one known way, to test the laws themselves.
export interface PlantedFault<Subject> {
  readonly name: string;
  readonly subject: Subject;
}
