export * from './amounts';
export * from './clock';
export * from './cold-start';
export * from './phase-totals';
export * from './samples';
export * from './verdict';
export * from './wait-bucket';
