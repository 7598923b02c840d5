import type { Address, Card, Customer } from "./customer";

/** A line of a cart. */
export interface CartItem {
  readonly itemId: string;
  readonly quantity: number;
  /** Euro a piece. */
  readonly unitPrice: number;
}

/** Something bought: a copy of all that it was bought with. */
export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly customer: Customer;
  readonly address: Address;
  readonly card: Card;
  readonly items: readonly CartItem[];
  readonly shipment: Shipment;
  /** Euro, with shipping. */
  readonly total: number;
  readonly date: string;
}

export interface Shipment {
  readonly id: string;
  readonly name: string;
}

/** What `payment` is asked, and what it answers. */
export interface PaymentRequest {
  readonly amount: number;
  readonly customer: Customer;
  readonly address: Address;
  readonly card: Card;
}

export interface PaymentAnswer {
  readonly authorised: boolean;
  readonly message: string;
}

/** What `shipping` is asked. */
export interface ShippingRequest {
  readonly order: string;
  readonly name: string;
  readonly address: Address;
  readonly items: readonly CartItem[];
}
