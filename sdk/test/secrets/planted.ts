/**
 * One secret per place where hosts keep them. Each begins with the same few letters behind its usual prefix, so that
 * half a secret that got out is found too.
 */
export const PLANTED = {
  argv: 'hf_Zq7ArgvFlagMk3v9Xw2Lr8Tn5Bd1Ks6',
  argvPair: 'sk-Zq7ArgvPairJf4h8Pq1Ys7Vc3Gm9Rw2',
  hfToken: 'hf_Zq7EnvHfTokenWd5k2Nb8Lx1Qz6Ft',
  awsSecret: 'Zq7EnvAwsSecretJ8s/K2v+Lm9Xq4Rt6Yp1Wb3Nc',
  otlpHeader: 'Zq7OtlpHeaderUv6b3Kx9Mw1Ld8Qs4',
  databaseUrl: 'Zq7DatabasePasswordHt5n',
  setting: 'Zq7SettingPasswordPl2m',
  resource: 'Zq7ResourcePasswordXc8v',
  endpoint: 'Zq7EndpointPasswordRt4y',
  endpointQuery: 'Zq7EndpointQueryMn7b',
  modelUser: 'Zq7ModelUserPasswordGh3j',
  modelQuery: 'Zq7ModelQueryTokenBv9c',
  modelFragment: 'Zq7ModelFragmentTokenLk1d',
  server: 'Zq7ServerKeyQw8e',
  errorUser: 'Zq7ErrorUserPasswordDf6g',
  errorQuery: 'Zq7ErrorSignatureYu2i',
  errorBearer: 'Zq7ErrorBearerOp5a.Sd7f-Gh9j_Kl1z',
  errorBasic: 'Zq7ErrorBasicY29sZHN0YXJ0OmE=',
  errorCause: 'Zq7ErrorCauseTokenXz4x',
  errorLong: 'Zq7ErrorLongPasswordBn7m',
  misuseLong: 'Zq7MisuseLongPasswordWs3e',
  misuse: 'Zq7MisusePasswordCv6b',
} as const;

export type Secret = keyof typeof PLANTED;

/** What is looked for: enough of the secret to know it by. */
export function needle(secret: Secret): string {
  return /Zq7[A-Z][a-z]+[A-Z][a-z]+/.exec(PLANTED[secret])?.[0] ?? PLANTED[secret];
}
