/** Makes an object of methods throw an error that says what to call, if JavaScript calls it as a function. */
export function refuseCall<Api extends object>(api: Api, error: () => Error): Api {
  return Object.assign((): never => {
    throw error()
  }, api)
}
