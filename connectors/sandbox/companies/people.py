"""Invented names: businesses, and the people who pay their invoices."""

BUSINESSES = (
    "Alder Grove Cafe", "Bluebell Nursery", "Cobalt Cycles", "Dune Surf School", "Ember Ceramics",
    "Fernhill Lodge", "Gannet Coffee Roasters", "Harakeke Weavers", "Inlet Yacht Services",
    "Juniper Dental", "Kauri Timber Supplies", "Lantern Books", "Mistral Kites", "Northwind Bakery",
    "Orchard Lane School", "Pukeko Plumbing", "Quayside Seafood", "Rata Physiotherapy",
    "Southerly Signs", "Tussock Tours", "Upland Orchards", "Verdant Landscapes", "Willow Day Spa",
    "Yarrow Apothecary", "Zephyr Ballooning", "Amber Lane Interiors", "Brightwater Vets",
    "Cedar & Sons Joinery", "Driftwood Gallery", "Eastgate Motors", "Foxglove Florists",
    "Granite Peak Gym", "Hollybush Kindergarten", "Ironbark Fencing", "Jasmine Thai Kitchen",
    "Kingfisher Kayaks", "Larkspur Linen", "Meadowbank Dairy", "Nimbus Drone Surveys",
    "Oak & Ivy Catering", "Pebble Beach Motel", "Quartz Jewellers", "Riverstone Builders",
    "Sandpiper Charters", "Thistle Whisky Bar", "Umber Paint Studio", "Vineyard Hill Estate",
    "Whitestone Legal", "Xanthe Textiles", "Yellowhammer Farm",
)  # fmt: skip

FIRST = (
    "Aroha", "Ben", "Carla", "Dev", "Elena", "Femi", "Grace", "Hemi", "Isla", "Jo", "Kiri", "Liam",
    "Mere", "Noah", "Olive", "Priya", "Quinn", "Rosa", "Sam", "Tane", "Uma", "Vera", "Wiremu", "Zoe",
)  # fmt: skip

LAST = (
    "Anders", "Brook", "Castle", "Dale", "Eriksen", "Flint", "Green", "Hart", "Ibsen", "Jensen",
    "Kaur", "Lopez", "Marsh", "Ngata", "Oakes", "Park", "Quill", "Reid", "Stone", "Tui", "Usman",
    "Vale", "Ward", "Young",
)  # fmt: skip
