/** Environment variables, handed in so that tests can say what they are. */
export type Environment = Readonly<Record<string, string | undefined>>;
