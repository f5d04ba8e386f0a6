// Meta's server event, as far as the product uses it.
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters
import type { ActionSource } from "../../domain/conversion-event.ts";
import type { HashedKeys } from "../../domain/person.ts";
import type { EventContents } from "../../domain/purchase.ts";

export interface MetaUserData extends HashedKeys {
  readonly client_ip_address?: string;
  readonly client_user_agent?: string;
  readonly fbc?: string;
  readonly fbp?: string;
}

export interface MetaCustomData extends EventContents {
  readonly value?: number;
  readonly currency?: string;
  readonly order_id?: string;
  readonly search_string?: string;
}

export interface MetaEvent {
  readonly event_name: string;
  /** Unix seconds. */
  readonly event_time: number;
  readonly event_id: string;
  readonly action_source: ActionSource;
  readonly event_source_url?: string;
  readonly referrer_url?: string;
  readonly user_data: MetaUserData;
  readonly custom_data?: MetaCustomData;
  readonly data_processing_options?: readonly string[];
  readonly data_processing_options_country?: number;
  readonly data_processing_options_state?: number;
}
