"""Names of cities and airlines, real and invented, of one to three words, to put where a model has not seen them."""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(","))


CITIES = _listed("""
    Abidjan, Addis Ababa, Agadez, Antananarivo, Asmara, Bamako, Bangui, Banjul, Beira, Benguela, Bloemfontein,
    Blantyre, Brazzaville, Bujumbura, Bulawayo, Cap Malheureux, Conakry, Cotonou, Dar es Salaam, Djibouti, Dodoma,
    Douala, Freetown, Gaborone, Grand Bassam, Kaduna, Kigali, Kisumu, Kumasi, Libreville, Lilongwe, Lubumbashi,
    Lusaka, Maiduguri, Malabo, Maputo, Maseru, Mbabane, Mogadishu, Mombasa, Monrovia, Moroni, Nouakchott, Ouagadougou,
    Pointe Noire, Port Harcourt, Porto Novo, Sidi Bel Abbes, Tamale, Tamanrasset, Tizi Ouzou, Touba, Windhoek,
    Yamoussoukro, Zinder, Almaty, Amritsar, Ashgabat, Baguio, Balikpapan, Bandar Seri Begawan, Banjarmasin, Bhopal,
    Bishkek, Cagayan de Oro, Chiang Mai, Chittagong, Coimbatore, Da Lat, Daegu, Davao, Dushanbe, Fukuoka, General
    Santos, Guwahati, Hat Yai, Ho Chi Minh, Hodeidah, Hyderabad, Ipoh, Irkutsk, Jaipur, Johor Bahru, Kagoshima,
    Kathmandu, Khon Kaen, Khujand, Kota Kinabalu, Kuala Terengganu, Kunming, Kyzylorda, Luang Prabang, Makassar,
    Mandalay, Mazar i Sharif, Nha Trang, Novosibirsk, Nur Sultan, Palembang, Phnom Penh, Qarshi, Quy Nhon, Rawalpindi,
    Samarkand, Sendai, Siem Reap, Surat Thani, Thimphu, Tiruchirappalli, Ulaanbaatar, Ulan Ude, Urumqi, Vientiane,
    Visakhapatnam, Yakutsk, Yerevan, Zamboanga, Aalborg, Alba Iulia, Antwerp, Banja Luka, Bialystok, Bielsko Biala,
    Bjelovar, Bodo, Brno, Bury St Edmunds, Cluj Napoca, Coimbra, Constanta, Daugavpils, Debrecen, Dun Laoghaire,
    Eskisehir, Evora, Gjirokaster, Gijon, Graz, Guimaraes, Haugesund, Ioannina, Jyvaskyla, Katowice, Kaunas, Klaipeda,
    Kosice, Kragujevac, Kuopio, La Rochelle, Leeuwarden, Linkoping, Ljubljana, Lviv, Maastricht, Maribor, Mo i Rana,
    Novi Sad, Nizhny Novgorod, Olomouc, Oulu, Ourense, Pecs, Piatra Neamt, Plovdiv, Podgorica, Reykjavik, Rostov on
    Don, Rzeszow, Saint Malo, San Benedetto, Santiago de Compostela, Sarajevo, Shkoder, Skopje, Stara Zagora, Stoke on
    Trent, Szczecin, Tallinn, Tartu, Thessaloniki, Timisoara, Tirana, Tromso, Umea, Vila do Conde, Vilnius, Wroclaw,
    Zaporizhzhia, Zielona Gora, Antofagasta, Arequipa, Asuncion, Barranquilla, Belo Horizonte, Bucaramanga, Campo
    Grande, Cochabamba, Comodoro Rivadavia, Cuiaba, Curitiba, Encarnacion, Florianopolis, Georgetown Harbour,
    Guayaquil, Iquitos, Joao Pessoa, Manaus, Mar del Plata, Medellin, Montevideo, Oruro, Paramaribo, Paysandu,
    Pucallpa, Punta Arenas, Ribeirao Preto, Rio Gallegos, San Miguel, Santa Marta, Sucre, Trujillo, Ushuaia, Valdivia,
    Villavicencio, Aguascalientes, Baie Comeau, Basseterre, Belmopan, Bridgetown, Campeche, Castries, Ciudad Juarez,
    Culiacan, Flin Flon, Guadalajara, Hermosillo, Iqaluit, Kamloops, Managua, Moncton, Moose Jaw, Nanaimo, Oaxaca,
    Port au Prince, Prince Rupert, Punta Gorda, Quetzaltenango, Saguenay, San Pedro Sula, Saskatoon, Tegucigalpa,
    Thunder Bay, Trois Rivieres, Tuxtla, Whitehorse, Yellowknife, Alice Springs, Apia, Ballarat, Bendigo, Broken Hill,
    Coffs Harbour, Dunedin, Funafuti, Honiara, Invercargill, Kalgoorlie, Kiritimati, Launceston, Lautoka, Mount Isa,
    Nukualofa, Palmerston North, Papeete, Port Moresby, Port Vila, Rotorua, Suva, Tamworth, Toowoomba, Wagga Wagga,
    Whangarei, Arvendal, Bexhollow, Brackmoor Falls, Calder Wyn, Dorvenne, East Quillby, Eskerdale, Fennimore Cross,
    Glimmerford, Harrowgant, Isle of Tarn, Jessamy Point, Kelloway, Lower Pindle, Marrenstadt, Nethercombe,
    Ostravelle, Pellingsea, Quarrinvale, Rothwick on Lune, Sannerby, Thistlemarch, Upper Vossen, Vantasket, Wexcombe,
    Yarnholme, Zeldenburg
""")

AIRLINES = _listed("""
    Aegean, Aer Lingus, Aeroflot, Aerolineas Argentinas, Aeromexico, Air Astana, Air Botswana, Air Burkina, Air
    Caledonie, Air Corsica, Air Dolomiti, Air Greenland, Air Madagascar, Air Malta, Air Niugini, Air Seychelles, Air
    Tahiti Nui, Air Vanuatu, Allegiant, Avianca, Azul, Bangkok Airways, Biman Bangladesh Airlines, Binter, Cabo Verde
    Airlines, Cathay Pacific, Cebu Pacific, China Southern, Croatia Airlines, Czech Airlines, Drukair, Easyjet,
    Egyptair, El Al, Emirates, Ethiopian Airlines, Etihad, Eurowings, Fiji Airways, Finnair, Frontier Airlines, Garuda
    Indonesia, Gulf Air, Hawaiian Airlines, Iberia, Icelandair, Indigo, Japan Airlines, Jetblue, Jetstar, Kenya
    Airways, Korean Air, Kuwait Airways, Loganair, Luxair, Malaysia Airlines, Norwegian, Oman Air, Pegasus Airlines,
    Philippine Airlines, Porter, Qantas, Qatar Airways, Royal Air Maroc, Royal Jordanian, Rwandair, Ryanair, Saudia,
    Singapore Airlines, Sky Airline, Srilankan, Sunwing, Tarom, Thai Airways, Transavia, Turkish Airlines, Ukraine
    International Airlines, Uzbekistan Airways, Vietnam Airlines, Virgin Atlantic, Vistara, Volotea, Vueling, Westjet,
    Wideroe, Wizz Air, Xiamen Airlines, Arrowhawk, Blue Heron Airways, Cormorant Air, Duskline, Fernwing Airlines,
    Kestrel Airways, Lanternjet, Meridiel, Northwisp, Osprey International, Petrel Airlines, Quillair, Sandgrouse,
    Stellafly, Tern Air, Windrose Airlines
""")
