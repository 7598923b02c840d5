/** Someone who has registered. */
export interface Customer {
  readonly id: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

export interface Registration {
  readonly username: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

export interface Address {
  readonly street: string;
  readonly number: string;
  readonly country: string;
  readonly city: string;
  readonly postcode: string;
}

export interface Card {
  readonly longNum: string;
  readonly expires: string;
  readonly ccv: string;
}

/** Something that belongs to a customer. */
export type Owned<T> = T & { readonly userID: string };
